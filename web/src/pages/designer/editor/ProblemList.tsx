/** All problems as a list; each leads to its element. */
import {
  CheckCircleFilled,
  CloseCircleFilled,
  DownOutlined,
  InfoCircleFilled,
  PlayCircleOutlined,
  ToolOutlined,
  UpOutlined,
  WarningFilled,
} from "@ant-design/icons";
import { Button, Flex, theme, Typography } from "antd";
import { useId } from "react";
import { useTranslation } from "react-i18next";
import type { Problem } from "@/api/types";
import { countBySeverity } from "@/bpmn/problems/problems";
import { useMessageOf } from "@/parts/useMessageOf";

interface Props {
  problems: { list: Problem[]; unchecked: unknown; choose: (problem: Problem) => void };
  /** Play the story that leads to a problem. */
  onPlay?: (problem: Problem) => void;
  /** Put a problem right. */
  onFix?: (problem: Problem) => void;
  open: boolean;
  onOpen: (open: boolean) => void;
}

export function ProblemList({ problems: { list, unchecked, choose }, onPlay, onFix, open, onOpen }: Props) {
  const { t } = useTranslation("designer");
  const messageOf = useMessageOf();
  const counts = countBySeverity(list);
  const listId = useId();
  return (
    <div
      className="lq-problems"
      data-testid="designer-problems"
      data-errors={counts.error}
      data-warnings={counts.warning}
    >
      <Flex align="center" gap={14} style={{ padding: "2px 12px" }}>
        <Button
          type="text"
          size="small"
          icon={open ? <DownOutlined /> : <UpOutlined />}
          onClick={() => onOpen(!open)}
          aria-expanded={open}
          aria-controls={listId}
          data-testid="designer-problems-toggle"
        >
          {t("problems.title")}
        </Button>
        {list.length === 0 ? (
          <Typography.Text type="secondary">
            <Mark severity="good" /> {t("problems.none")}
          </Typography.Text>
        ) : (
          (["error", "warning", "info"] as const)
            .filter((severity) => counts[severity] > 0)
            .map((severity) => (
              <Typography.Text key={severity}>
                <Mark severity={severity} /> {t(`problems.${severity}`, { count: counts[severity] })}
              </Typography.Text>
            ))
        )}
        {unchecked !== null && (
          <Typography.Text type="secondary" ellipsis title={messageOf(unchecked)}>
            {t("problems.unchecked")}
          </Typography.Text>
        )}
      </Flex>
      {open && (
        <ul className="lq-problems-list" id={listId}>
          {list.map((problem, index) => (
            <li key={index} className="lq-problem">
              <button
                type="button"
                onClick={() => choose(problem)}
                data-testid="designer-problem"
                data-element={problem.element ?? ""}
              >
                <Mark severity={problem.severity} />
                <span>{problem.message}</span>
                <small>
                  {problem.element || (problem.line ? t("problems.line", { line: problem.line }) : "")}
                </small>
              </button>
              {onFix && problem.fixable && (
                <Button
                  type="link"
                  size="small"
                  icon={<ToolOutlined />}
                  onClick={() => onFix(problem)}
                  data-testid="designer-problem-fix"
                >
                  {t("problems.fix")}
                </Button>
              )}
              {onPlay && problem.trace && problem.trace.length > 0 && (
                <Button
                  type="link"
                  size="small"
                  icon={<PlayCircleOutlined />}
                  onClick={() => onPlay(problem)}
                  data-testid="designer-problem-play"
                >
                  {t("story.play")}
                </Button>
              )}
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}

function Mark({ severity }: { severity: Problem["severity"] | "good" }) {
  const { t } = useTranslation("designer");
  const { token } = theme.useToken();
  if (severity === "good") return <CheckCircleFilled style={{ color: token.colorSuccess }} aria-hidden />;
  const Icon = { error: CloseCircleFilled, warning: WarningFilled, info: InfoCircleFilled }[severity];
  const color = { error: token.colorError, warning: token.colorWarning, info: token.colorInfo }[severity];
  return <Icon style={{ color }} aria-label={t(`problems.mark.${severity}`)} />;
}
