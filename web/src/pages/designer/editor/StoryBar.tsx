/** The story that is being played: where it is, and how to go on. */
import {
  CaretRightOutlined,
  CloseOutlined,
  PauseOutlined,
  StepBackwardOutlined,
  StepForwardOutlined,
} from "@ant-design/icons";
import { Button, Flex, Typography } from "antd";
import { useTranslation } from "react-i18next";
import type { Story } from "./bpmn/useStory";

export function StoryBar({ story, nameOf }: { story: Story; nameOf: (element: string) => string }) {
  const { t } = useTranslation("designer");
  const { steps, at, running } = story;
  const step = steps[at];
  if (!step) return null;
  return (
    <Flex align="center" gap={6} className="lq-story" data-testid="designer-story" data-step={at}>
      <Button
        size="small"
        type="text"
        icon={<StepBackwardOutlined />}
        aria-label={t("story.back")}
        disabled={at === 0}
        onClick={() => story.go(at - 1)}
      />
      <Button
        size="small"
        type="text"
        icon={running ? <PauseOutlined /> : <CaretRightOutlined />}
        aria-label={t(running ? "story.pause" : "story.play")}
        disabled={at === steps.length - 1}
        onClick={story.pause}
      />
      <Button
        size="small"
        type="text"
        icon={<StepForwardOutlined />}
        aria-label={t("story.forward")}
        disabled={at === steps.length - 1}
        onClick={() => story.go(at + 1)}
        data-testid="designer-story-forward"
      />
      <Typography.Text aria-live="polite">
        {t("story.step", { at: at + 1, of: steps.length, element: nameOf(step.element) })}
      </Typography.Text>
      <Button
        size="small"
        type="text"
        icon={<CloseOutlined />}
        aria-label={t("story.close")}
        onClick={story.close}
        data-testid="designer-story-close"
      />
    </Flex>
  );
}
