/** A webhook's secret, this once. */
import { Alert, Button, Modal, Typography } from "antd";
import { useTranslation } from "react-i18next";
import type { WebhookSecret } from "@/api/types";

export function SecretDialog({ webhook, onClose }: { webhook: WebhookSecret; onClose: () => void }) {
  const { t } = useTranslation("systems");
  return (
    <Modal
      open
      title={t("webhook.secretOf", { name: webhook.name })}
      onCancel={onClose}
      mask={{ closable: false }}
      footer={
        <Button type="primary" onClick={onClose} id="webhook-secret-close">
          {t("common:action.close")}
        </Button>
      }
    >
      <Alert type="warning" showIcon title={t("webhook.secretOnce")} style={{ marginBottom: 12 }} />
      <Typography.Text
        code
        copyable={{ tooltips: [t("common:action.copy"), t("common:copied")] }}
        style={{ wordBreak: "break-all" }}
        data-testid="webhook-secret"
      >
        {webhook.secret}
      </Typography.Text>
    </Modal>
  );
}
