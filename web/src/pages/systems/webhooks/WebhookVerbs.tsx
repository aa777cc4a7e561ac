/** What can be done with one webhook. */
import {
  ApiOutlined,
  EditOutlined,
  MoreOutlined,
  PauseOutlined,
  CaretRightOutlined,
} from "@ant-design/icons";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { App, Button, Dropdown, Flex } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { changeWebhook, deleteWebhook, renewSecret, testWebhook } from "@/api/feed";
import type { Webhook, WebhookSecret } from "@/api/types";
import { useFailure } from "@/parts/useFailure";
import { ResendDialog } from "./ResendDialog";

interface Props {
  webhook: Webhook;
  onEdit: () => void;
  onSecret: (fresh: WebhookSecret) => void;
}

export function WebhookVerbs({ webhook, onEdit, onSecret }: Props) {
  const { t } = useTranslation("systems");
  const { modal, notification } = App.useApp();
  const client = useQueryClient();
  const onError = useFailure();
  const [resending, setResending] = useState(false);
  const { id, name } = webhook;
  // Also where it was refused: somebody else may have changed it.
  const onSettled = () => client.invalidateQueries({ queryKey: ["webhooks"] });
  const test = useMutation({
    mutationFn: () => testWebhook(id),
    onSuccess: ({ ok, message }) =>
      notification[ok ? "success" : "error"]({
        title: t(ok ? "webhook.tested" : "webhook.testFailed", { name }),
        description: message,
      }),
    onError,
    onSettled,
  });
  const running = webhook.state === "active";
  const toggle = useMutation({
    mutationFn: () => changeWebhook(id, { active: !running }, webhook.etag),
    onError,
    onSettled,
  });
  const drop = useMutation({ mutationFn: () => deleteWebhook(webhook), onError, onSettled });
  const renew = useMutation({
    mutationFn: () => renewSecret(webhook),
    onSuccess: onSecret,
    onError,
    onSettled,
  });
  const ask = (what: "renew" | "delete", act: () => Promise<unknown>, danger: boolean) =>
    void modal.confirm({
      title: t(`webhook.${what}Sure`, { name }),
      content: t(`webhook.${what}Hint`),
      okText: t(danger ? "common:action.delete" : "webhook.renew"),
      okButtonProps: { danger, id: `webhook-${what}-sure` },
      onOk: () => act().catch(() => undefined),
    });
  const more = [
    { key: "resend", label: t("webhook.resend"), onClick: () => setResending(true) },
    {
      key: "renew",
      label: t("webhook.renew"),
      onClick: () => ask("renew", () => renew.mutateAsync(), false),
    },
    {
      key: "delete",
      label: t("common:action.delete"),
      danger: true,
      onClick: () => ask("delete", () => drop.mutateAsync(), true),
    },
  ].map((entry) => ({
    ...entry,
    label: <span data-testid={`webhook-${id}-${entry.key}`}>{entry.label}</span>,
  }));
  return (
    <Flex gap={4}>
      <Button
        size="small"
        type="text"
        icon={<ApiOutlined />}
        loading={test.isPending}
        onClick={() => test.mutate()}
        data-testid={`webhook-${id}-test`}
      >
        {t("webhook.test")}
      </Button>
      <Button
        size="small"
        type="text"
        icon={running ? <PauseOutlined /> : <CaretRightOutlined />}
        loading={toggle.isPending}
        onClick={() => toggle.mutate()}
        aria-label={t(running ? "webhook.pause" : "webhook.go", { name })}
        title={t(running ? "webhook.pause" : "webhook.go", { name })}
        data-testid={`webhook-${id}-toggle`}
      />
      <Button
        size="small"
        type="text"
        icon={<EditOutlined />}
        aria-label={t("webhook.edit", { name })}
        title={t("webhook.edit", { name })}
        onClick={onEdit}
        data-testid={`webhook-${id}-edit`}
      />
      <Dropdown menu={{ items: more }} trigger={["click"]}>
        <Button
          size="small"
          type="text"
          icon={<MoreOutlined />}
          aria-label={t("webhook.more", { name })}
          data-testid={`webhook-${id}-more`}
        />
      </Dropdown>
      {resending && <ResendDialog webhook={webhook} onClose={() => setResending(false)} />}
    </Flex>
  );
}
