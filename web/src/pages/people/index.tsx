/** People, departments, groups, and who decides for whom while somebody is away. */
import { useNavigate, useSearch } from "@tanstack/react-router";
import { Tabs } from "antd";
import { useTranslation } from "react-i18next";
import { PageFrame } from "@/parts/PageFrame";
import { DelegationList } from "./DelegationList";
import { DepartmentTree } from "./DepartmentTree";
import { GroupList } from "./GroupList";
import { PersonList } from "./PersonList";

const TABS = {
  people: PersonList,
  delegations: DelegationList,
  departments: DepartmentTree,
  groups: GroupList,
} as const;
const NAMES = Object.keys(TABS) as (keyof typeof TABS)[];

export function PeoplePage() {
  const { t } = useTranslation("people");
  const navigate = useNavigate({ from: "/people" });
  const asked = useSearch({ from: "/inside/people" }).tab;
  return (
    <PageFrame title={t("title")}>
      <Tabs
        activeKey={NAMES.find((name) => name === asked) ?? "people"}
        onChange={(tab) => void navigate({ search: { tab } })}
        destroyOnHidden
        items={NAMES.map((name) => {
          const List = TABS[name];
          return {
            key: name,
            label: <span data-testid={`people-tab-${name}`}>{t(`tab.${name}`)}</span>,
            children: <List />,
          };
        })}
      />
    </PageFrame>
  );
}
