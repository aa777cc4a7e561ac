/** Who decides in this round, and who has. */
import {
  CheckCircleFilled,
  ClockCircleOutlined,
  CloseCircleFilled,
  MinusCircleOutlined,
  UserOutlined,
} from "@ant-design/icons";
import { Card, Flex, Tag, theme, Typography } from "antd";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { Seat, Task } from "@/api/types";
import { When } from "@/parts/When";

export function Seats({ task }: { task: Task }) {
  const { t } = useTranslation("inbox");
  const mode = task.seat && task.seat.mode !== "single" ? task.seat.mode : undefined;
  return (
    <Card
      size="small"
      title={t("task.seats")}
      extra={mode && <Tag style={{ margin: 0 }}>{t(`mode.${mode}`)}</Tag>}
    >
      <Flex
        vertical
        component="ul"
        gap={12}
        style={{ listStyle: "none", margin: 0, padding: 0 }}
        data-testid="seats"
      >
        {task.seats.map((seat) => (
          <SeatLine key={seat.id} seat={seat} />
        ))}
      </Flex>
    </Card>
  );
}

function SeatLine({ seat }: { seat: Seat }) {
  const { t } = useTranslation("inbox");
  const { token } = theme.useToken();
  return (
    <li data-testid={`seat-${seat.id}`} data-state={seat.state}>
      <Flex gap={10} align="flex-start">
        <span style={{ fontSize: 16, lineHeight: "22px" }}>
          <SeatIcon seat={seat} />
        </span>
        <div style={{ flex: 1, minWidth: 0 }}>
          <Flex gap={8} align="baseline" wrap>
            <Typography.Text strong={seat.state === "active"} delete={seat.state === "cancelled"}>
              {seat.onBehalfOf
                ? t("common:onBehalf", { who: seat.person.name, whom: seat.onBehalfOf.name })
                : seat.person.name}
            </Typography.Text>
            {seat.origin !== "rule" && (
              <Tag variant="filled" style={{ margin: 0 }}>
                {t(`origin.${seat.origin}`)}
              </Tag>
            )}
          </Flex>
          {seat.opinion && (
            <div style={{ color: token.colorTextSecondary, overflowWrap: "anywhere" }}>{seat.opinion}</div>
          )}
        </div>
        <Flex vertical align="flex-end" style={{ fontSize: token.fontSizeSM }}>
          <Typography.Text type="secondary" style={{ fontSize: "inherit" }}>
            {t(seat.verdict ? `verdict.${seat.verdict}` : `seatState.${seat.state}`)}
          </Typography.Text>
          <When at={seat.decidedAt} secondary />
        </Flex>
      </Flex>
    </li>
  );
}

function SeatIcon({ seat }: { seat: Seat }): ReactNode {
  const { token } = theme.useToken();
  if (seat.verdict === "approve") return <CheckCircleFilled style={{ color: token.colorSuccess }} />;
  if (seat.verdict === "reject") return <CloseCircleFilled style={{ color: token.colorError }} />;
  if (seat.state === "active") return <ClockCircleOutlined style={{ color: token.colorPrimary }} />;
  if (seat.state === "cancelled") return <MinusCircleOutlined style={{ color: token.colorTextTertiary }} />;
  return <UserOutlined style={{ color: token.colorTextTertiary }} />;
}
