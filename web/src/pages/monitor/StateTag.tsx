/** The state of an instance, in a word and a colour. */
import { Flex, Tag } from "antd";
import { useTranslation } from "react-i18next";
import type { InstanceState } from "@/api/types";

const COLORS: Record<InstanceState, string> = {
  running: "processing",
  finished: "success",
  cancelled: "default",
  suspended: "warning",
};

export function StateTag({ state, incidents = 0 }: { state: InstanceState; incidents?: number }) {
  const { t } = useTranslation("monitor");
  return (
    <Flex gap={4} component="span" style={{ display: "inline-flex" }}>
      <Tag color={COLORS[state]} style={{ marginInlineEnd: 0 }}>
        {t(`state.${state}`)}
      </Tag>
      {incidents > 0 && (
        <Tag color="error" style={{ marginInlineEnd: 0 }}>
          {t("incidents", { count: incidents })}
        </Tag>
      )}
    </Flex>
  );
}
