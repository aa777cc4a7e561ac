/** Business documents and where each of them lives. */
import { SearchOutlined } from "@ant-design/icons";
import { useInfiniteQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { Empty, Flex, Input, Table, Tag, Typography } from "antd";
import type { TableColumnsType } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { documentsQuery } from "@/api/systems";
import type { DocumentLink, DocumentRow } from "@/api/types";
import { ErrorNote } from "@/parts/ErrorNote";
import { ListEnd, rowsOf } from "@/parts/ListParts";
import { useSettled } from "@/parts/useSettled";
import { When } from "@/parts/When";

export function DocumentList() {
  const { t } = useTranslation("systems");
  const [typed, setTyped] = useState("");
  const q = useSettled(typed.trim(), 300);
  const list = useInfiniteQuery(documentsQuery({ q: q || undefined }));
  const columns: TableColumnsType<DocumentRow> = [
    {
      key: "title",
      title: t("document.title"),
      render: (_, row) => (
        <>
          <Link to="/systems/documents/$key" params={{ key: row.key }}>
            {row.title}
          </Link>
          <br />
          <Typography.Text type="secondary">{row.type}</Typography.Text>
        </>
      ),
    },
    {
      key: "links",
      title: t("document.links"),
      render: (_, row) => (
        <Flex gap={6} wrap>
          {row.links.map((link) => (
            <SystemTag key={`${link.system}/${link.externalId}`} link={link} />
          ))}
        </Flex>
      ),
    },
    {
      key: "updatedAt",
      title: t("document.updatedAt"),
      width: 150,
      render: (_, row) => <When at={row.updatedAt} />,
    },
  ];
  return (
    <>
      <Input
        allowClear
        prefix={<SearchOutlined />}
        aria-label={t("document.search")}
        placeholder={t("document.search")}
        value={typed}
        onChange={(event) => setTyped(event.target.value)}
        style={{ width: 280, maxWidth: "100%", marginBottom: 12 }}
        data-testid="documents-search"
      />
      {list.error && <ErrorNote error={list.error} onRetry={() => void list.refetch()} />}
      <Table<DocumentRow>
        rowKey="key"
        loading={list.isPending}
        columns={columns}
        dataSource={rowsOf(list.data)}
        pagination={false}
        scroll={{ x: 720 }}
        locale={{ emptyText: <Empty description={t("document.none")} /> }}
        onRow={(row) => ({ "data-testid": `document-${row.key}` }) as object}
      />
      <ListEnd list={list} />
    </>
  );
}

function SystemTag({ link }: { link: DocumentLink }) {
  return (
    <Tag variant="filled" style={{ margin: 0 }}>
      {link.system} {link.externalId}
      {link.status && ` · ${link.status}`}
    </Tag>
  );
}
