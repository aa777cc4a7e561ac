/** Everybody, with search; administrators add and change people here. */
import { EditOutlined, PlusOutlined, SearchOutlined } from "@ant-design/icons";
import { useInfiniteQuery } from "@tanstack/react-query";
import { Button, Flex, Input, Table, Tag } from "antd";
import type { TableColumnsType } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { peopleQuery } from "@/api/people";
import type { Person } from "@/api/types";
import { useCan } from "@/app/useMe";
import { ErrorNote } from "@/parts/ErrorNote";
import { ListEnd, rowsOf } from "@/parts/ListParts";
import { useSettled } from "@/parts/useSettled";
import { PersonDialog } from "./PersonDialog";

export function PersonList() {
  const { t } = useTranslation("people");
  const mayChange = useCan()("administer");
  const [typed, setTyped] = useState("");
  const [edited, setEdited] = useState<Person | "new">();
  const list = useInfiniteQuery(peopleQuery(useSettled(typed.trim(), 300)));
  const columns: TableColumnsType<Person> = [
    {
      key: "name",
      title: t("person.name"),
      render: (_, person) => (
        <Flex gap={8} align="center">
          {person.name}
          {!person.active && <Tag style={{ margin: 0 }}>{t("person.inactive")}</Tag>}
        </Flex>
      ),
    },
    { key: "id", title: t("person.id"), width: 180, render: (_, person) => person.id },
    {
      key: "department",
      title: t("person.department"),
      width: 200,
      render: (_, person) => person.department?.name,
    },
    { key: "email", title: t("person.email"), width: 260, render: (_, person) => person.email },
    ...(mayChange
      ? [
          {
            key: "verbs",
            title: t("verbs"),
            width: 80,
            render: (_: unknown, person: Person) => (
              <Button
                size="small"
                type="text"
                icon={<EditOutlined />}
                aria-label={t("person.edit", { name: person.name })}
                onClick={() => setEdited(person)}
              />
            ),
          },
        ]
      : []),
  ];
  return (
    <>
      <Flex justify="space-between" gap={10} wrap style={{ marginBottom: 12 }}>
        <Input
          allowClear
          prefix={<SearchOutlined />}
          aria-label={t("person.search")}
          placeholder={t("person.search")}
          value={typed}
          onChange={(event) => setTyped(event.target.value)}
          style={{ width: 280, maxWidth: "100%" }}
          data-testid="people-search"
        />
        {mayChange && (
          <Button
            type="primary"
            icon={<PlusOutlined />}
            onClick={() => setEdited("new")}
            data-testid="person-new"
          >
            {t("person.new")}
          </Button>
        )}
      </Flex>
      {list.error && <ErrorNote error={list.error} onRetry={() => void list.refetch()} />}
      <Table<Person>
        rowKey="id"
        size="middle"
        loading={list.isPending}
        columns={columns}
        dataSource={rowsOf(list.data)}
        pagination={false}
        scroll={{ x: 720 }}
        onRow={(person) => ({ "data-testid": `person-${person.id}` }) as object}
      />
      <ListEnd list={list} />
      {edited && (
        <PersonDialog
          {...(edited === "new" ? {} : { person: edited })}
          onClose={() => setEdited(undefined)}
        />
      )}
    </>
  );
}
