/** One instance: the path it took, where it stands, what stopped it, its data and its story. */
import { ArrowLeftOutlined } from "@ant-design/icons";
import { useQuery } from "@tanstack/react-query";
import { Link, useParams } from "@tanstack/react-router";
import { Card, Descriptions, Flex, Grid, Skeleton, Tabs, Tag, Typography } from "antd";
import dayjs from "dayjs";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Instance } from "@/api/types";
import { useCan } from "@/app/useMe";
import { ErrorScreen } from "@/parts/ErrorScreen";
import { PageFrame } from "@/parts/PageFrame";
import { When } from "@/parts/When";
import { decisionsQuery, instanceQuery, xmlQuery } from "../api";
import { durationText } from "../duration";
import { StateTag } from "../StateTag";
import { Decisions } from "./Decisions";
import { Documents } from "./Documents";
import { Incidents } from "./Incidents";
import { Operations } from "./operate/Operations";
import { Related } from "./Related";
import { Story } from "./Story";
import { TraceDiagram } from "./TraceDiagram";
import { Variables } from "./Variables";
import { Visits } from "./Visits";

export function InstancePage() {
  const { key } = useParams({ from: "/inside/instances/$key" });
  const instance = useQuery(instanceQuery(key));
  if (instance.error && !instance.data)
    return <ErrorScreen error={instance.error} onRetry={() => void instance.refetch()} />;
  if (!instance.data) return <Skeleton active style={{ padding: 28 }} />;
  return <Page key={key} instance={instance.data} />;
}

function Page({ instance }: { instance: Instance }) {
  const { t } = useTranslation("monitor");
  const can = useCan();
  const wide = Grid.useBreakpoint().md ?? true;
  const [picked, setPicked] = useState<string | null>(null);
  const xml = useQuery(xmlQuery(instance.processId, instance.version));
  const hasRules = instance.elements.some(({ kind }) => kind === "businessRuleTask");
  const decided =
    useQuery({ ...decisionsQuery(instance.key), enabled: hasRules && can("monitor") }).data ?? [];
  const related = instance.children.length + (instance.parent ? 1 : 0);
  return (
    <PageFrame
      title={instance.title || instance.businessId || instance.key}
      maxWidth={1680}
      lead={
        <Flex gap={10} align="center" wrap>
          {can("monitor") ? (
            <Link to="/monitor/$processId" params={{ processId: instance.processId }}>
              <ArrowLeftOutlined /> {instance.processName}
            </Link>
          ) : (
            <Typography.Text type="secondary">{instance.processName}</Typography.Text>
          )}
          <StateTag state={instance.state} incidents={instance.incidents.length} />
          {can("systems") && <Documents instance={instance} />}
        </Flex>
      }
      actions={
        (instance.state === "running" || instance.state === "suspended") &&
        can("operate") && <Operations instance={instance} />
      }
    >
      <Incidents instance={instance} mayRetry={can("operate")} onPicked={setPicked} />
      <Facts instance={instance} />
      <Card
        size="small"
        style={{ marginBottom: 16 }}
        styles={{ body: { padding: 0, height: wide ? 380 : 240 } }}
        data-testid="instance-diagram"
      >
        {xml.data ? (
          <TraceDiagram
            key={instance.version}
            xml={xml.data}
            instance={instance}
            picked={picked}
            onPicked={setPicked}
          />
        ) : (
          <Skeleton active style={{ padding: 24 }} />
        )}
      </Card>
      <Card size="small">
        <Tabs
          items={[
            { key: "story", label: t("instance.story"), children: <Story entries={instance.timeline} /> },
            ...(can("monitor")
              ? [
                  {
                    key: "variables",
                    label: counted(t("instance.variables"), instance.variables.length),
                    children: <Variables instance={instance} />,
                  },
                ]
              : []),
            ...(decided.length > 0
              ? [
                  {
                    key: "decisions",
                    label: counted(t("instance.decisions"), decided.length),
                    children: <Decisions decided={decided} onPicked={setPicked} />,
                  },
                ]
              : []),
            {
              key: "visits",
              label: counted(t("instance.visits"), instance.elements.length),
              children: <Visits instance={instance} picked={picked} onPicked={setPicked} />,
            },
            ...(related > 0
              ? [
                  {
                    key: "related",
                    label: counted(t("instance.related"), related),
                    children: <Related instance={instance} />,
                  },
                ]
              : []),
          ]}
        />
      </Card>
    </PageFrame>
  );
}

const counted = (label: string, count: number) => (
  <>
    {label} <Tag>{count}</Tag>
  </>
);

function Facts({ instance }: { instance: Instance }) {
  const { t } = useTranslation("monitor");
  const took = dayjs(instance.endedAt ?? undefined).diff(instance.startedAt);
  return (
    <Card size="small" style={{ marginBottom: 16 }}>
      <Descriptions
        size="small"
        column={{ xs: 1, sm: 2, md: 3, xl: 6 }}
        items={[
          { key: "by", label: t("instances.by"), children: instance.startedBy?.name ?? t("instance.system") },
          { key: "at", label: t("instances.started"), children: <When at={instance.startedAt} /> },
          {
            key: "end",
            label: t("instance.ended"),
            children: instance.endedAt ? <When at={instance.endedAt} /> : t("instance.notYet"),
          },
          { key: "took", label: t("instances.takes"), children: durationText(took, t) },
          { key: "version", label: t("instances.version"), children: instance.version },
          {
            key: "key",
            label: t("instance.key"),
            children: <Typography.Text copyable>{instance.businessId || instance.key}</Typography.Text>,
          },
        ]}
      />
    </Card>
  );
}
