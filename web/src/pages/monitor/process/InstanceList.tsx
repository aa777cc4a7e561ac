/** The instances of a process, with filters; live. */
import { useInfiniteQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import {
  Button,
  Card,
  DatePicker,
  Empty,
  Flex,
  Input,
  Segmented,
  Switch,
  Table,
  Typography,
  type TableColumnsType,
} from "antd";
import dayjs, { type Dayjs } from "dayjs";
import { useDeferredValue, useState } from "react";
import { useTranslation } from "react-i18next";
import type { InstanceRow, ProcessRow } from "@/api/types";
import { ErrorNote } from "@/parts/ErrorNote";
import { When } from "@/parts/When";
import { instancesQuery, type StateFilter } from "../api";
import { durationText } from "../duration";
import { StateTag } from "../StateTag";
import { BatchBar } from "./batch/BatchBar";

interface Props {
  process: ProcessRow;
  version: number;
  names: Record<string, string>;
  mayMonitor: boolean;
  mayOperate: boolean;
}
type State = StateFilter | "all";
const STATES: State[] = ["all", "running", "failed", "finished", "cancelled"];

export function InstanceList({ process, version, names, mayMonitor, mayOperate }: Props) {
  const { t } = useTranslation("monitor");
  const [state, setState] = useState<State>("all");
  const [search, setSearch] = useState("");
  const q = useDeferredValue(search.trim());
  const [days, setDays] = useState<[Dayjs | null, Dayjs | null] | null>(null);
  const [onlyVersion, setOnlyVersion] = useState(false);
  const [chosen, setChosen] = useState<string[]>([]);

  const instances = useInfiniteQuery(
    instancesQuery({
      process: process.processId,
      state: state === "all" ? undefined : state,
      q,
      startedFrom: days?.[0]?.startOf("day").toISOString(),
      startedTo: days?.[1]?.endOf("day").toISOString(),
      version: onlyVersion ? version : undefined,
    }),
  );
  const rows = instances.data?.pages.flatMap((page) => page.items) ?? [];
  const first = instances.data?.pages[0];
  const live = rows.filter((row) => row.endedAt === null).map((row) => row.key);
  return (
    <Card
      size="small"
      title={t("instances.title")}
      extra={
        first && (
          <Typography.Text type="secondary">
            {t(first.hasMore && first.total >= 10_000 ? "common:list.totalOver" : "common:list.total", {
              count: first.total,
            })}
          </Typography.Text>
        )
      }
      styles={{ body: { padding: 0 } }}
    >
      <Flex gap={10} wrap align="center" style={{ padding: 12 }}>
        <Segmented<State>
          value={state}
          onChange={setState}
          aria-label={t("instances.state")}
          options={STATES.map((value) => ({ value, label: t(`state.${value}`) }))}
          data-testid="instances-state"
        />
        <Input.Search
          allowClear
          value={search}
          placeholder={t("instances.search")}
          aria-label={t("instances.search")}
          style={{ width: 240 }}
          onChange={(event) => setSearch(event.target.value)}
          data-testid="instances-search"
        />
        <DatePicker.RangePicker
          value={days}
          onChange={setDays}
          allowEmpty={[true, true]}
          aria-label={t("instances.started")}
          maxDate={dayjs()}
        />
        {process.versions.length > 1 && (
          <Flex gap={6} align="center" component="label">
            <Switch size="small" checked={onlyVersion} onChange={setOnlyVersion} />
            {t("instances.onlyVersion", { version })}
          </Flex>
        )}
        {mayOperate && live.length > 0 && (
          <Button type="link" size="small" onClick={() => setChosen(chosen.length > 0 ? [] : live)}>
            {t(chosen.length > 0 ? "batch.none" : "batch.all")}
          </Button>
        )}
      </Flex>
      {mayOperate && <BatchBar process={process} chosen={chosen} onDone={() => setChosen([])} />}
      {instances.error ? (
        <ErrorNote error={instances.error} onRetry={() => void instances.refetch()} />
      ) : (
        <Table<InstanceRow>
          rowKey="key"
          size="small"
          columns={columns(t, names, mayMonitor)}
          dataSource={rows}
          loading={instances.isPending}
          pagination={false}
          {...(mayOperate
            ? {
                rowSelection: {
                  hideSelectAll: true, // the table repeats its head, hidden, to measure it: no box may be in there
                  selectedRowKeys: chosen,
                  onChange: (keys) => setChosen(keys.map(String)),
                  getCheckboxProps: (row) => ({ disabled: row.endedAt !== null, name: row.key }),
                },
              }
            : {})}
          scroll={{ x: 860 }}
          locale={{
            emptyText: <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={t("instances.none")} />,
          }}
          data-testid="instances"
        />
      )}
      {instances.hasNextPage && (
        <Flex justify="center" style={{ padding: 12 }}>
          <Button loading={instances.isFetchingNextPage} onClick={() => void instances.fetchNextPage()}>
            {t("common:action.more")}
          </Button>
        </Flex>
      )}
    </Card>
  );
}

type T = ReturnType<typeof useTranslation<"monitor">>["t"];

function columns(t: T, names: Record<string, string>, mayMonitor: boolean): TableColumnsType<InstanceRow> {
  return [
    {
      title: t("instances.name"),
      render: (_, row) =>
        mayMonitor ? (
          <Link to="/instances/$key" params={{ key: row.key }} data-testid={`instance-${row.key}`}>
            {row.title || row.businessId || row.key}
          </Link>
        ) : (
          row.title || row.key
        ),
    },
    {
      title: t("instances.state"),
      width: 170,
      render: (_, row) => <StateTag state={row.state} incidents={row.incidents} />,
    },
    {
      title: t("instances.waitsAt"),
      width: 200,
      ellipsis: true,
      render: (_, row) => row.waitsAt.map((id) => names[id] ?? id).join(", "),
    },
    { title: t("instances.version"), width: 80, dataIndex: "version" },
    { title: t("instances.by"), width: 110, render: (_, row) => row.startedBy?.name },
    { title: t("instances.started"), width: 140, render: (_, row) => <When at={row.startedAt} /> },
    {
      title: t("instances.takes"),
      width: 140,
      render: (_, row) => durationText(dayjs(row.endedAt ?? undefined).diff(row.startedAt), t),
    },
  ];
}
