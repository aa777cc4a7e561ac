/** The effect ledger: what was sent to other systems, and what came of it. */
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { Button, Empty, Flex, Select, Table, Tag, Typography } from "antd";
import type { TableColumnsType } from "antd";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { connectionsQuery, effectsQuery, type EffectFilter } from "@/api/systems";
import type { Effect, EffectState } from "@/api/types";
import { ErrorNote } from "@/parts/ErrorNote";
import { ListEnd, rowsOf } from "@/parts/ListParts";
import { When } from "@/parts/When";
import { EffectDetail } from "./EffectDetail";

const STATES: EffectState[] = ["planned", "sent", "confirmed", "rejected", "unknown"];
export const EFFECT_COLORS: Record<EffectState, string> = {
  planned: "default",
  sent: "processing",
  confirmed: "success",
  rejected: "error",
  unknown: "warning",
};

export function EffectList() {
  const { t } = useTranslation("systems");
  const [filter, setFilter] = useState<EffectFilter>({});
  const { openKey, setOpenKey } = useOpenEffect();
  const connections = useQuery(connectionsQuery).data ?? [];
  const list = useInfiniteQuery(effectsQuery(filter));
  const rows = rowsOf(list.data);
  const opened = rows.find((effect) => effect.key === openKey);
  // One that a link names may stand further down.
  const { hasNextPage, isFetching, fetchNextPage } = list;
  useEffect(() => {
    if (openKey && !opened && hasNextPage && !isFetching) void fetchNextPage();
  }, [openKey, opened, hasNextPage, isFetching, fetchNextPage]);

  const columns: TableColumnsType<Effect> = [
    {
      key: "action",
      title: t("effect.action"),
      render: (_, row) => (
        <>
          <Button type="link" size="small" style={{ padding: 0 }} onClick={() => setOpenKey(row.key)}>
            {row.action}
          </Button>
          <br />
          <Typography.Text type="secondary">{row.title}</Typography.Text>
        </>
      ),
    },
    { key: "connection", title: t("effect.connection"), width: 180, render: (_, row) => row.connection },
    {
      key: "state",
      title: t("effect.state"),
      width: 130,
      render: (_, row) => (
        <Tag color={EFFECT_COLORS[row.state]} variant="filled">
          {t(`effectState.${row.state}`)}
        </Tag>
      ),
    },
    {
      key: "attempts",
      title: t("effect.attempts"),
      width: 90,
      align: "right",
      render: (_, row) => row.attempts,
    },
    { key: "sentAt", title: t("effect.sentAt"), width: 140, render: (_, row) => <When at={row.sentAt} /> },
    {
      key: "confirmedAt",
      title: t("effect.confirmedAt"),
      width: 140,
      render: (_, row) => <When at={row.confirmedAt} />,
    },
  ];
  return (
    <>
      <Flex gap={10} wrap style={{ marginBottom: 12 }}>
        <Select
          allowClear
          aria-label={t("effect.state")}
          placeholder={t("effect.anyState")}
          style={{ width: 170 }}
          onChange={(state: EffectState | undefined) => setFilter({ ...filter, state })}
          options={STATES.map((value) => ({ value, label: t(`effectState.${value}`) }))}
          data-testid="effects-state"
        />
        <Select
          allowClear
          aria-label={t("effect.connection")}
          placeholder={t("effect.anyConnection")}
          style={{ width: 220 }}
          onChange={(connection: string | undefined) => setFilter({ ...filter, connection })}
          options={connections.map(({ id, name }) => ({ value: id, label: name }))}
          data-testid="effects-connection"
        />
      </Flex>
      {list.error && <ErrorNote error={list.error} onRetry={() => void list.refetch()} />}
      <Table<Effect>
        rowKey="key"
        loading={list.isPending}
        columns={columns}
        dataSource={rows}
        pagination={false}
        {...(rows.length > 0 ? { scroll: { x: 860 } } : {})}
        locale={{ emptyText: <Empty description={t("effect.none")} /> }}
        onRow={(row) =>
          ({
            className: "lq-row-link",
            onClick: () => setOpenKey(row.key),
            "data-testid": `effect-${row.key}`,
          }) as object
        }
      />
      <ListEnd list={list} />
      {opened && <EffectDetail effect={opened} onClose={() => setOpenKey(undefined)} />}
    </>
  );
}

/** Which effect is open stands in the address, so that others can point to it. */
function useOpenEffect() {
  const navigate = useNavigate({ from: "/systems" });
  const openKey = useSearch({ from: "/inside/systems" }).effect;
  const setOpenKey = (effect: string | undefined) =>
    void navigate({ search: { tab: "effects", ...(effect ? { effect } : {}) }, replace: true });
  return { openKey, setOpenKey };
}
