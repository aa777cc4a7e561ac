/** For administrators: how long what has ended is kept, what was archived, and forgetting on request. */
import { Tabs } from "antd";
import { useTranslation } from "react-i18next";
import { PageFrame } from "@/parts/PageFrame";
import { Forget } from "./Forget";
import { HowLong } from "./HowLong";
import { Removals } from "./Removals";

const TABS = { howLong: HowLong, removals: Removals, forget: Forget } as const;

export function KeepingPage() {
  const { t } = useTranslation("keeping");
  return (
    <PageFrame title={t("title")}>
      <Tabs
        destroyOnHidden
        items={(Object.keys(TABS) as (keyof typeof TABS)[]).map((name) => {
          const Part = TABS[name];
          return {
            key: name,
            label: <span data-testid={`keeping-tab-${name}`}>{t(`tab.${name}`)}</span>,
            children: <Part />,
          };
        })}
      />
    </PageFrame>
  );
}
