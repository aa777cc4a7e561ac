/** The real path against the drawn one: returns, steps that are skipped, flows that nobody takes. */
import { Empty, Flex, Tag, Typography } from "antd";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { Heat } from "@/api/types";

interface Props {
  heat: Heat;
  names: Record<string, string>;
  onPicked: (element: string | null) => void;
}

export function Deviations({ heat, names, onPicked }: Props) {
  const { t } = useTranslation("monitor");
  const nothing = heat.returns.length + heat.skipped.length + heat.neverTaken.length === 0;
  if (nothing) return <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={t("deviations.none")} />;
  const button = (element: string, right: ReactNode) => (
    <li key={element}>
      <Flex justify="space-between" align="center" gap={8} style={{ padding: "3px 0" }}>
        <Typography.Link
          onClick={() => onPicked(element)}
          role="button"
          tabIndex={0}
          onKeyDown={(event) => event.key === "Enter" && onPicked(element)}
        >
          {names[element] ?? element}
        </Typography.Link>
        {right}
      </Flex>
    </li>
  );
  return (
    <Flex vertical gap={16} data-testid="monitor-deviations">
      <Group title={t("deviations.returns")} hint={t("deviations.returnsHint")}>
        {heat.returns.map(({ element, count }) =>
          button(element, <Tag color="warning">{t("deviations.times", { count })}</Tag>),
        )}
      </Group>
      <Group title={t("deviations.skipped")} hint={t("deviations.skippedHint")}>
        {heat.skipped.map(({ element, share }) => button(element, <Tag>{Math.round(share * 100)}%</Tag>))}
      </Group>
      <Group title={t("deviations.never")} hint={t("deviations.neverHint")}>
        {heat.neverTaken.map((flow) => button(flow, null))}
      </Group>
    </Flex>
  );
}

function Group({ title, hint, children }: { title: string; hint: string; children: ReactNode[] }) {
  if (children.length === 0) return null;
  return (
    <section>
      <Typography.Text strong>{title}</Typography.Text>
      <Typography.Paragraph type="secondary" style={{ fontSize: 12, marginBottom: 4 }}>
        {hint}
      </Typography.Paragraph>
      <ul style={{ margin: 0, padding: 0, listStyle: "none" }}>{children}</ul>
    </section>
  );
}
