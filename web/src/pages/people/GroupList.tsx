/** Groups and their members. */
import { useQuery } from "@tanstack/react-query";
import { Empty, Flex, Table, Tag } from "antd";
import { useTranslation } from "react-i18next";
import { groupsQuery } from "@/api/people";
import type { Group } from "@/api/types";
import { ErrorNote } from "@/parts/ErrorNote";

export function GroupList() {
  const { t } = useTranslation("people");
  const list = useQuery(groupsQuery);
  if (list.error) return <ErrorNote error={list.error} onRetry={() => void list.refetch()} />;
  return (
    <Table<Group>
      rowKey="id"
      size="middle"
      loading={list.isPending}
      dataSource={list.data ?? []}
      pagination={false}
      locale={{ emptyText: <Empty description={t("group.none")} /> }}
      columns={[
        { key: "name", title: t("group.name"), width: 240, render: (_, group) => group.name },
        {
          key: "members",
          title: t("group.members"),
          render: (_, group) => (
            <Flex gap={6} wrap>
              {group.members.map((person) => (
                <Tag key={person.id} variant="filled" style={{ margin: 0 }}>
                  {person.name}
                </Tag>
              ))}
            </Flex>
          ),
        },
      ]}
      onRow={(group) => ({ "data-testid": `group-${group.id}` }) as object}
    />
  );
}
