/** The systems around: connections, what was sent to them, where news comes from, the documents between them. */
import { useNavigate, useSearch } from "@tanstack/react-router";
import { Tabs } from "antd";
import { useTranslation } from "react-i18next";
import { PageFrame } from "@/parts/PageFrame";
import { ConnectionList } from "./ConnectionList";
import { DocumentList } from "./DocumentList";
import { EffectList } from "./EffectList";
import { SourceList } from "./SourceList";
import { WebhookList } from "./webhooks/WebhookList";

const TABS = {
  connections: ConnectionList,
  effects: EffectList,
  documents: DocumentList,
  sources: SourceList,
  webhooks: WebhookList,
} as const;
type Tab = keyof typeof TABS;
const NAMES = Object.keys(TABS) as Tab[];

export function SystemsPage() {
  const { t } = useTranslation("systems");
  const navigate = useNavigate({ from: "/systems" });
  const asked = useSearch({ from: "/inside/systems" }).tab;
  return (
    <PageFrame title={t("title")}>
      <Tabs
        activeKey={NAMES.find((name) => name === asked) ?? "connections"}
        onChange={(tab) => void navigate({ search: { tab } })}
        destroyOnHidden
        items={NAMES.map((name) => {
          const List = TABS[name];
          return {
            key: name,
            label: <span data-testid={`systems-tab-${name}`}>{t(`tab.${name}`)}</span>,
            children: <List />,
          };
        })}
      />
    </PageFrame>
  );
}
