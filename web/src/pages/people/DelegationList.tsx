/** Delegations: who decides for whom, on which days, in which processes. */
import { DeleteOutlined, PlusOutlined } from "@ant-design/icons";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Button, Empty, Flex, Popconfirm, Table, Tag, Typography } from "antd";
import type { TableColumnsType } from "antd";
import dayjs from "dayjs";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { delegationsQuery, deleteDelegation } from "@/api/people";
import { startableQuery } from "@/api/work";
import type { Delegation } from "@/api/types";
import { useCan, useMe } from "@/app/useMe";
import { ErrorNote } from "@/parts/ErrorNote";
import { useFailure } from "@/parts/useFailure";
import { DelegationDialog } from "./DelegationDialog";

export function DelegationList() {
  const { t } = useTranslation("people");
  const me = useMe();
  const administers = useCan()("administer");
  const [creating, setCreating] = useState(false);
  const list = useQuery(delegationsQuery);
  const startable = useQuery(startableQuery).data ?? [];
  const processes = [...new Map(startable.map((one) => [one.processId, one])).values()];
  const nameOf = (id: string) => processes.find(({ processId }) => processId === id)?.name ?? id;
  const columns: TableColumnsType<Delegation> = [
    { key: "from", title: t("delegation.from"), render: (_, row) => row.from?.name },
    { key: "to", title: t("delegation.to"), render: (_, row) => row.to?.name },
    {
      key: "days",
      title: t("delegation.days"),
      width: 260,
      render: (_, row) => (
        <Flex gap={8} align="center">
          {t("delegation.range", { start: row.start, end: row.end })}
          <PeriodTag delegation={row} />
        </Flex>
      ),
    },
    {
      key: "processes",
      title: t("delegation.processes"),
      render: (_, row) =>
        row.processes.length === 0 ? (
          <Typography.Text type="secondary">{t("delegation.everyProcess")}</Typography.Text>
        ) : (
          row.processes.map(nameOf).join(t("delegation.comma"))
        ),
    },
    {
      key: "verbs",
      title: t("verbs"),
      width: 90,
      render: (_, row) => (administers || row.from?.id === me?.id ? <DeleteButton delegation={row} /> : null),
    },
  ];
  return (
    <>
      <Flex justify="space-between" gap={10} wrap style={{ marginBottom: 12 }}>
        <Typography.Text type="secondary">{t("delegation.lead")}</Typography.Text>
        <Button
          type="primary"
          icon={<PlusOutlined />}
          onClick={() => setCreating(true)}
          data-testid="delegation-new"
        >
          {t("delegation.new")}
        </Button>
      </Flex>
      {list.error && <ErrorNote error={list.error} onRetry={() => void list.refetch()} />}
      <Table<Delegation>
        rowKey="id"
        size="middle"
        loading={list.isPending}
        columns={columns}
        dataSource={list.data ?? []}
        pagination={false}
        scroll={{ x: 720 }}
        locale={{ emptyText: <Empty description={t("delegation.none")} /> }}
        onRow={(row) => ({ "data-testid": `delegation-${row.id}` }) as object}
      />
      {creating && <DelegationDialog processes={processes} onClose={() => setCreating(false)} />}
    </>
  );
}

/** Both days belong to it. */
function PeriodTag({ delegation }: { delegation: Delegation }) {
  const { t } = useTranslation("people");
  const today = dayjs().format("YYYY-MM-DD");
  const period = today < delegation.start ? "coming" : today > delegation.end ? "over" : "current";
  return (
    <Tag variant="filled" color={period === "current" ? "success" : "default"} style={{ margin: 0 }}>
      {t(`delegation.${period}`)}
    </Tag>
  );
}

function DeleteButton({ delegation }: { delegation: Delegation }) {
  const { t } = useTranslation("people");
  const client = useQueryClient();
  const fail = useFailure();
  const drop = useMutation({
    mutationFn: () => deleteDelegation(delegation),
    onSettled: () => client.invalidateQueries({ queryKey: ["delegations"] }),
    onError: fail,
  });
  const names = { from: delegation.from?.name, to: delegation.to?.name };
  return (
    <Popconfirm title={t("delegation.deleteSure")} onConfirm={() => drop.mutate()}>
      <Button
        size="small"
        type="text"
        danger
        icon={<DeleteOutlined />}
        loading={drop.isPending}
        aria-label={t("delegation.delete", names)}
        data-testid={`delegation-${delegation.id}-delete`}
      />
    </Popconfirm>
  );
}
