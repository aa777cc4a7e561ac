/** Every step that was entered, when, for how long, and how it ended. */
import { Table, Tag, Typography, type TableColumnsType } from "antd";
import dayjs from "dayjs";
import { useTranslation } from "react-i18next";
import type { ElementInstance, Instance } from "@/api/types";
import { When } from "@/parts/When";
import { durationText } from "../duration";

const COLORS: Record<ElementInstance["state"], string> = {
  active: "processing",
  completed: "success",
  terminated: "default",
};

interface Props {
  instance: Instance;
  picked: string | null;
  onPicked: (element: string | null) => void;
}

export function Visits({ instance, picked, onPicked }: Props) {
  const { t } = useTranslation("monitor");
  const columns: TableColumnsType<ElementInstance> = [
    {
      title: t("visits.element"),
      render: (_, { element, name }) => (
        <Typography.Link onClick={() => onPicked(picked === element ? null : element)}>
          {name || element}
        </Typography.Link>
      ),
    },
    {
      title: t("visits.state"),
      width: 120,
      render: (_, { state }) => <Tag color={COLORS[state]}>{t(`visits.states.${state}`)}</Tag>,
    },
    { title: t("visits.entered"), width: 160, render: (_, { enteredAt }) => <When at={enteredAt} /> },
    {
      title: t("visits.took"),
      width: 150,
      render: (_, { enteredAt, leftAt }) => durationText(dayjs(leftAt ?? undefined).diff(enteredAt), t),
    },
  ];
  return (
    <Table<ElementInstance>
      rowKey="key"
      size="small"
      columns={columns}
      dataSource={instance.elements}
      pagination={instance.elements.length > 50 ? { pageSize: 50, showSizeChanger: false } : false}
      scroll={{ x: 620 }}
      data-testid="instance-visits"
    />
  );
}
