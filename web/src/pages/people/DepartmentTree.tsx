/** Departments, one under another, each with its head. */
import { useQuery } from "@tanstack/react-query";
import { Card, Empty, Flex, Skeleton, Tree, Typography } from "antd";
import type { TreeDataNode } from "antd";
import { useTranslation } from "react-i18next";
import { departmentsQuery } from "@/api/people";
import type { Department } from "@/api/types";
import { ErrorNote } from "@/parts/ErrorNote";

export function DepartmentTree() {
  const { t } = useTranslation("people");
  const list = useQuery(departmentsQuery);
  if (list.isPending) return <Skeleton active />;
  if (list.error) return <ErrorNote error={list.error} onRetry={() => void list.refetch()} />;
  if (list.data.length === 0) return <Empty description={t("department.none")} />;
  return (
    <Card size="small">
      <Tree
        treeData={branches(list.data, null)}
        defaultExpandAll
        selectable={false}
        blockNode
        aria-label={t("tab.departments")}
      />
    </Card>
  );
}

/** A department whose parent is unknown stands at the top: nobody gets lost. */
function branches(all: Department[], parent: string | null): TreeDataNode[] {
  const ids = new Set(all.map(({ id }) => id));
  const here = all.filter(
    (department) => (department.parent && ids.has(department.parent) ? department.parent : null) === parent,
  );
  return here.map((department) => ({
    key: department.id,
    title: <DepartmentLine department={department} />,
    children: branches(all, department.id),
  }));
}

function DepartmentLine({ department }: { department: Department }) {
  const { t } = useTranslation("people");
  return (
    <Flex gap={12} data-testid={`department-${department.id}`}>
      {department.name}
      <Typography.Text type="secondary">
        {department.head ? t("department.head", { name: department.head.name }) : t("department.noHead")}
      </Typography.Text>
    </Flex>
  );
}
