/** What business rule tasks decided: what each decision saw, which rules matched, what came of it. */
import { Button, Flex, Table, Tag, Typography, type TableColumnsType } from "antd";
import { useTranslation } from "react-i18next";
import type { Decided, GivenValue } from "@/api/types";
import { useWhen } from "@/parts/When";
import { Value } from "./Value";

interface Props {
  decided: Decided[];
  onPicked: (element: string) => void;
}

export function Decisions({ decided, onPicked }: Props) {
  const { t } = useTranslation("monitor");
  const when = useWhen();
  const columns: TableColumnsType<Decided> = [
    {
      title: t("decisions.decision"),
      width: 220,
      render: (_, one) => (
        <Flex vertical align="start">
          <Typography.Text strong={one.asked}>{one.name || one.decision}</Typography.Text>
          <Typography.Text type="secondary">
            {t(one.asked ? "decisions.version" : "decisions.required", { version: one.version })}
          </Typography.Text>
        </Flex>
      ),
    },
    {
      title: t("decisions.task"),
      width: 200,
      render: (_, { task, taskName, decidedAt }) => (
        <Flex vertical align="start">
          <Button type="link" size="small" style={{ padding: 0 }} onClick={() => onPicked(task)}>
            {taskName || task}
          </Button>
          <Typography.Text type="secondary">{when(decidedAt)}</Typography.Text>
        </Flex>
      ),
    },
    {
      title: t("decisions.inputs"),
      render: (_, one) => (one.cut ? <Tag>{t("decisions.cut")}</Tag> : <Values values={one.inputs} />),
    },
    { title: t("decisions.rules"), render: (_, one) => <Rules decided={one} /> },
    {
      title: t("decisions.value"),
      render: (_, one) =>
        one.state === "failed" ? (
          <Tag color="error">{t("decisions.failed")}</Tag>
        ) : (
          <Value value={one.value} />
        ),
    },
  ];
  return (
    <Table<Decided>
      rowKey="key"
      size="small"
      columns={columns}
      dataSource={decided}
      pagination={decided.length > 50 ? { pageSize: 50, showSizeChanger: false } : false}
      scroll={{ x: 900 }}
      expandable={{
        rowExpandable: ({ notes }) => notes.length > 0,
        expandedRowRender: ({ notes }) => <Notes notes={notes} />,
        defaultExpandedRowKeys: decided.filter(({ state }) => state === "failed").map(({ key }) => key),
      }}
      data-testid="instance-decisions"
    />
  );
}

function Values({ values }: { values: GivenValue[] }) {
  return (
    <Flex vertical gap={2}>
      {values.map(({ name, value }) => (
        <Flex key={name} gap={6} align="baseline">
          <Typography.Text type="secondary">{name}</Typography.Text>
          <Value value={value} />
        </Flex>
      ))}
    </Flex>
  );
}

function Rules({ decided: { rules } }: { decided: Decided }) {
  const { t } = useTranslation("monitor");
  return (
    <Flex vertical gap={4}>
      {rules.map(({ index, outputs }) => (
        <Flex key={index} gap={6} align="baseline">
          <Tag>{t("decisions.rule", { index })}</Tag>
          <Values values={outputs} />
        </Flex>
      ))}
    </Flex>
  );
}

function Notes({ notes }: { notes: string[] }) {
  return (
    <Flex vertical gap={2}>
      {notes.map((note) => (
        <Typography.Text key={note} type="secondary">
          {note}
        </Typography.Text>
      ))}
    </Flex>
  );
}
