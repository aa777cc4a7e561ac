/** Connections to other systems, and whether they answer. */
import { ApiOutlined, DeleteOutlined, EditOutlined, PlusOutlined } from "@ant-design/icons";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { App, Badge, Button, Flex, Popconfirm, Table, Typography } from "antd";
import type { TableColumnsType } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { connectionsQuery, connectorsQuery, deleteConnection, testConnection } from "@/api/systems";
import type { Connection } from "@/api/types";
import { ErrorNote } from "@/parts/ErrorNote";
import { useFailure } from "@/parts/useFailure";
import { When } from "@/parts/When";
import { ConnectionDialog } from "./ConnectionDialog";

const LIGHTS = { ok: "success", failing: "error", unknown: "default" } as const;

export function ConnectionList() {
  const { t } = useTranslation("systems");
  const list = useQuery(connectionsQuery);
  const connectors = useQuery(connectorsQuery).data ?? [];
  const [edited, setEdited] = useState<Connection | "new">();
  if (list.error) return <ErrorNote error={list.error} onRetry={() => void list.refetch()} />;

  const columns: TableColumnsType<Connection> = [
    {
      key: "name",
      title: t("connection.name"),
      render: (_, row) => (
        <>
          <Typography.Text strong>{row.name}</Typography.Text>
          <br />
          <Typography.Text type="secondary">{row.url}</Typography.Text>
        </>
      ),
    },
    {
      key: "connector",
      title: t("connection.connector"),
      width: 130,
      render: (_, row) => connectors.find(({ id }) => id === row.connector)?.name ?? row.connector,
    },
    {
      key: "auth",
      title: t("connection.auth"),
      width: 150,
      render: (_, row) => t(`auth.${row.auth}`, { defaultValue: row.auth }),
    },
    {
      key: "status",
      title: t("connection.status"),
      width: 220,
      render: (_, row) => (
        <>
          <Badge status={LIGHTS[row.status]} text={t(`light.${row.status}`)} />
          {row.lastError && (
            <div>
              <Typography.Text type="danger">{row.lastError}</Typography.Text>
            </div>
          )}
        </>
      ),
    },
    {
      key: "lastUsedAt",
      title: t("connection.lastUsedAt"),
      width: 140,
      render: (_, row) => <When at={row.lastUsedAt} />,
    },
    {
      key: "verbs",
      title: t("verbs"),
      width: 200,
      render: (_, row) => <ConnectionVerbs connection={row} onEdit={() => setEdited(row)} />,
    },
  ];
  return (
    <>
      <Flex justify="flex-end" style={{ marginBottom: 12 }}>
        <Button
          type="primary"
          icon={<PlusOutlined />}
          onClick={() => setEdited("new")}
          data-testid="connection-new"
        >
          {t("connection.new")}
        </Button>
      </Flex>
      <Table<Connection>
        rowKey="id"
        loading={list.isPending}
        columns={columns}
        dataSource={list.data ?? []}
        pagination={false}
        scroll={{ x: 1060 }}
        onRow={(row) => ({ "data-testid": `connection-${row.id}` }) as object}
      />
      {edited && (
        <ConnectionDialog
          {...(edited === "new" ? {} : { connection: edited })}
          onClose={() => setEdited(undefined)}
        />
      )}
    </>
  );
}

function ConnectionVerbs({ connection, onEdit }: { connection: Connection; onEdit: () => void }) {
  const { t } = useTranslation("systems");
  const { notification } = App.useApp();
  const client = useQueryClient();
  const fail = useFailure();
  const refresh = () => client.invalidateQueries({ queryKey: ["connections"] });
  const test = useMutation({
    mutationFn: () => testConnection(connection.id),
    onSuccess: ({ ok, message }) => {
      notification[ok ? "success" : "error"]({
        title: t(ok ? "test.ok" : "test.failed", { name: connection.name }),
        description: message,
      });
      return refresh();
    },
    onError: fail,
  });
  const drop = useMutation({
    mutationFn: () => deleteConnection(connection),
    // Also where it was refused: somebody else may have changed it.
    onSettled: refresh,
    onError: fail,
  });
  return (
    <Flex gap={4}>
      <Button
        size="small"
        type="text"
        icon={<ApiOutlined />}
        loading={test.isPending}
        onClick={() => test.mutate()}
        data-testid={`connection-${connection.id}-test`}
      >
        {t("connection.test")}
      </Button>
      <Button
        size="small"
        type="text"
        icon={<EditOutlined />}
        aria-label={t("connection.edit", { name: connection.name })}
        onClick={onEdit}
      />
      <Popconfirm
        title={t("connection.deleteSure", { name: connection.name })}
        onConfirm={() => drop.mutate()}
      >
        <Button
          size="small"
          type="text"
          danger
          icon={<DeleteOutlined />}
          loading={drop.isPending}
          aria-label={t("connection.delete", { name: connection.name })}
        />
      </Popconfirm>
    </Flex>
  );
}
