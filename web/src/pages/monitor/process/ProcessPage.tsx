/** One process: the live drawing, where time goes, who holds what, and its instances. */
import { ArrowLeftOutlined } from "@ant-design/icons";
import { useQuery } from "@tanstack/react-query";
import { Link, useParams } from "@tanstack/react-router";
import {
  Card,
  Col,
  Flex,
  Grid,
  Row,
  Segmented,
  Select,
  Skeleton,
  Statistic,
  Tabs,
  Tag,
  theme,
  Typography,
} from "antd";
import dayjs from "dayjs";
import { lazy, Suspense, useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Heat, ProcessRow } from "@/api/types";
import { useCan } from "@/app/useMe";
import { ErrorNote } from "@/parts/ErrorNote";
import { PageFrame } from "@/parts/PageFrame";
import { heatQuery, processesQuery, xmlQuery, type Period } from "../api";
import { durationText } from "../duration";
import { Bottlenecks } from "./Bottlenecks";
import { Deviations } from "./Deviations";
import { Holding } from "./Holding";
import { InstanceList } from "./InstanceList";
import { LiveDiagram, MEASURES, type Measure } from "./LiveDiagram";

const DurationChart = lazy(() =>
  import("./DurationChart").then((module) => ({ default: module.DurationChart })),
);
const PERIODS = { week: 7, month: 30, all: undefined } as const;
type PeriodName = keyof typeof PERIODS;

export function ProcessPage() {
  const { t } = useTranslation("monitor");
  const { processId } = useParams({ from: "/inside/monitor/$processId" });
  const processes = useQuery(processesQuery);
  const row = processes.data?.find((each) => each.processId === processId);
  if (processes.error) return <ErrorNote error={processes.error} onRetry={() => void processes.refetch()} />;
  if (processes.isPending) return <Skeleton active style={{ padding: 28 }} />;
  if (!row) return <ErrorNote error={new Error(t("process.unknown", { id: processId }))} />;
  return <Process key={processId} row={row} />;
}

function Process({ row }: { row: ProcessRow }) {
  const { t } = useTranslation("monitor");
  const can = useCan();
  const wide = Grid.useBreakpoint().md ?? true;
  const [version, setVersion] = useState(row.latestVersion);
  const [periodName, setPeriodName] = useState<PeriodName>("all");
  const [measure, setMeasure] = useState<Measure>("share");
  const [flows, setFlows] = useState<Record<string, string>>({});
  const [picked, setPicked] = useState<string | null>(null);
  // To the hour, so that the question stays the same while one looks.
  const period = useMemo<Period>(() => {
    const days = PERIODS[periodName];
    return days ? { from: dayjs().startOf("hour").subtract(days, "day").toISOString() } : {};
  }, [periodName]);
  const xml = useQuery(xmlQuery(row.processId, version));
  const heat = useQuery(heatQuery(row.processId, version, period));

  return (
    <PageFrame
      title={row.name}
      maxWidth={1680}
      lead={
        <Flex gap={8} align="center">
          <Link to="/monitor">
            <ArrowLeftOutlined /> {t("process.all")}
          </Link>
          <Typography.Text type="secondary">{row.processId}</Typography.Text>
        </Flex>
      }
      actions={
        <Flex gap={8} wrap align="center">
          <Segmented<PeriodName>
            value={periodName}
            onChange={setPeriodName}
            aria-label={t("period.label")}
            options={(["week", "month", "all"] as const).map((value) => ({
              value,
              label: t(`period.${value}`),
            }))}
          />
          <Select
            value={version}
            onChange={setVersion}
            aria-label={t("process.version")}
            style={{ minWidth: 190 }}
            data-testid="monitor-version"
            options={row.versions.map((each) => ({
              value: each.version,
              label: t("process.versionWith", { version: each.version, running: each.running }),
            }))}
          />
        </Flex>
      }
    >
      <Summary row={row} />
      <Row gutter={[16, 16]}>
        <Col xs={24} xxl={16}>
          <Card
            size="small"
            styles={{ body: { padding: 0, height: wide ? 430 : 260 } }}
            title={t("process.diagram")}
            extra={
              <Segmented<Measure>
                size="small"
                value={measure}
                onChange={setMeasure}
                aria-label={t("measure.label")}
                options={MEASURES.map((value) => ({ value, label: t(`measure.${value}`) }))}
                data-testid="monitor-measure"
              />
            }
          >
            {xml.error && <ErrorNote error={xml.error} onRetry={() => void xml.refetch()} />}
            {xml.data && (
              <LiveDiagram
                xml={xml.data}
                name={row.name}
                heat={heat.data}
                measure={measure}
                picked={picked}
                onPicked={setPicked}
                onFlows={setFlows}
              />
            )}
          </Card>
        </Col>
        <Col xs={24} xxl={8}>
          <Card size="small" styles={{ body: { maxHeight: 468, overflow: "auto", paddingTop: 4 } }}>
            {heat.error ? (
              <ErrorNote error={heat.error} onRetry={() => void heat.refetch()} />
            ) : (
              <Findings heat={heat.data} flows={flows} picked={picked} onPicked={setPicked} />
            )}
          </Card>
        </Col>
        <Col span={24}>
          <InstanceList
            process={row}
            version={version}
            names={namesOf(heat.data)}
            mayMonitor={can("monitor")}
            mayOperate={can("operate")}
          />
        </Col>
      </Row>
    </PageFrame>
  );
}

const namesOf = (heat: Heat | undefined): Record<string, string> =>
  Object.fromEntries((heat?.elements ?? []).map(({ id, name }) => [id, name || id]));

function Summary({ row }: { row: ProcessRow }) {
  const { t } = useTranslation("monitor");
  const { token } = theme.useToken();
  const figures: { title: string; value: string | number; color?: string }[] = [
    { title: t("state.running"), value: row.running, color: token.colorPrimary },
    { title: t("state.finished"), value: row.finished, color: token.colorSuccess },
    { title: t("state.failed"), value: row.failed, ...(row.failed > 0 ? { color: token.colorError } : {}) },
    { title: t("figures.median"), value: durationText(row.medianMs, t) },
    { title: t("figures.p95"), value: durationText(row.p95Ms, t) },
  ];
  return (
    <Card size="small" style={{ marginBottom: 16 }} styles={{ body: { padding: "12px 18px" } }}>
      <Flex gap={40} wrap data-testid="monitor-summary">
        {figures.map(({ title, value, color }) => (
          <Statistic
            key={title}
            title={title}
            value={value}
            styles={{ content: { fontSize: 20, fontWeight: 600, ...(color ? { color } : {}) } }}
          />
        ))}
      </Flex>
    </Card>
  );
}

interface FindingsProps {
  heat: Heat | undefined;
  /** Names of the flows by their ids. */
  flows: Record<string, string>;
  picked: string | null;
  onPicked: (element: string | null) => void;
}

function Findings({ heat, flows, picked, onPicked }: FindingsProps) {
  const { t } = useTranslation("monitor");
  if (!heat) return <Skeleton active />;
  const names = namesOf(heat);
  const deviations = heat.returns.length + heat.skipped.length + heat.neverTaken.length;
  return (
    <Tabs
      size="small"
      items={[
        {
          key: "bottlenecks",
          label: t("tabs.bottlenecks"),
          children: <Bottlenecks heat={heat} picked={picked} onPicked={onPicked} />,
        },
        {
          key: "holding",
          label: (
            <>
              {t("tabs.holding")} {heat.holding.length > 0 && <Tag>{heat.holding.length}</Tag>}
            </>
          ),
          children: <Holding heat={heat} names={names} />,
        },
        {
          key: "deviations",
          label: (
            <>
              {t("tabs.deviations")} {deviations > 0 && <Tag>{deviations}</Tag>}
            </>
          ),
          children: <Deviations heat={heat} names={{ ...flows, ...names }} onPicked={onPicked} />,
        },
        {
          key: "durations",
          label: t("tabs.durations"),
          children: (
            <Suspense fallback={<Skeleton active />}>
              <DurationChart heat={heat} />
            </Suspense>
          ),
        },
      ]}
    />
  );
}
