/** From where on a webhook is told again, or what it leaves out. */
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Alert, Flex, Input, Modal, Radio, Typography } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { changeWebhook } from "@/api/feed";
import type { Webhook } from "@/api/types";
import { useMessageOf } from "@/parts/useMessageOf";

const FROM = ["beginning", "cursor", "now"] as const;
type From = (typeof FROM)[number];

export function ResendDialog({ webhook, onClose }: { webhook: Webhook; onClose: () => void }) {
  const { t } = useTranslation("systems");
  const client = useQueryClient();
  const messageOf = useMessageOf();
  const [from, setFrom] = useState<From>("cursor");
  const [cursor, setCursor] = useState(webhook.cursor);
  const send = useMutation({
    mutationFn: () => {
      const after = { beginning: "", cursor: cursor.trim(), now: "now" }[from];
      return changeWebhook(webhook.id, { after }, webhook.etag);
    },
    onSuccess: onClose,
    onSettled: () => client.invalidateQueries({ queryKey: ["webhooks"] }),
  });
  const blank = from === "cursor" && cursor.trim() === "";
  return (
    <Modal
      open
      title={t("webhook.resendOf", { name: webhook.name })}
      onCancel={onClose}
      onOk={() => send.mutate()}
      okText={t(from === "now" ? "webhook.skip" : "webhook.resend")}
      okButtonProps={{ id: "webhook-resend", disabled: blank, danger: from === "now" }}
      confirmLoading={send.isPending}
    >
      {send.error && (
        <Alert
          type="error"
          showIcon
          role="alert"
          title={messageOf(send.error)}
          style={{ marginBottom: 12 }}
        />
      )}
      <Radio.Group
        value={from}
        onChange={(event) => setFrom(event.target.value as From)}
        style={{ width: "100%" }}
        aria-label={t("webhook.resend")}
      >
        <Flex vertical gap={10}>
          {FROM.map((one) => (
            <Radio key={one} value={one} data-testid={`webhook-from-${one}`}>
              {t(`webhook.from.${one}`)}
            </Radio>
          ))}
        </Flex>
      </Radio.Group>
      {from === "cursor" && (
        <Input.TextArea
          value={cursor}
          onChange={(event) => setCursor(event.target.value)}
          autoSize={{ minRows: 2, maxRows: 6 }}
          aria-label={t("webhook.cursor")}
          style={{ marginTop: 10, fontFamily: "monospace" }}
          data-testid="webhook-cursor"
        />
      )}
      <Typography.Paragraph type="secondary" style={{ marginTop: 12, marginBottom: 0 }}>
        {t("webhook.resendHint")}
      </Typography.Paragraph>
    </Modal>
  );
}
