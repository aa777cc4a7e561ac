/** What an operator may do with a live instance. */
import {
  BranchesOutlined,
  PauseOutlined,
  PlayCircleOutlined,
  StopOutlined,
  SwapOutlined,
} from "@ant-design/icons";
import { Button, Flex } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Instance } from "@/api/types";
import { CancelDialog } from "../CancelDialog";
import { OperateDialog, type Kind } from "./OperateDialog";

export function Operations({ instance }: { instance: Instance }) {
  const { t } = useTranslation("monitor");
  const [kind, setKind] = useState<Kind | null>(null);
  const [cancelling, setCancelling] = useState(false);
  const suspended = instance.state === "suspended";
  const offered = [
    suspended
      ? { kind: "resume" as const, icon: <PlayCircleOutlined /> }
      : { kind: "suspend" as const, icon: <PauseOutlined /> },
    ...(suspended ? [] : [{ kind: "move" as const, icon: <SwapOutlined /> }]),
    { kind: "migrate" as const, icon: <BranchesOutlined /> },
  ];
  return (
    <Flex gap={8} wrap>
      {offered.map((one) => (
        <Button
          key={one.kind}
          icon={one.icon}
          onClick={() => setKind(one.kind)}
          data-testid={`instance-${one.kind}`}
        >
          {t(`operate.${one.kind}.action`)}
        </Button>
      ))}
      <Button
        danger
        icon={<StopOutlined />}
        onClick={() => setCancelling(true)}
        data-testid="instance-cancel"
      >
        {t("cancel.action")}
      </Button>
      {kind && <OperateDialog key={kind} instance={instance} kind={kind} onClose={() => setKind(null)} />}
      <CancelDialog instance={instance} open={cancelling} onClose={() => setCancelling(false)} />
    </Flex>
  );
}
