/** Add a webhook or change one. */
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Form, Input, Modal, Select, Switch } from "antd";
import { useTranslation } from "react-i18next";
import { isApiError } from "@/api";
import { changeWebhook, createWebhook, readWebhook, type WebhookDraft } from "@/api/feed";
import type { Webhook, WebhookSecret } from "@/api/types";
import { SaveNote } from "@/parts/editing/SaveNote";
import { useEditing } from "@/parts/editing/useEditing";
import { processesQuery } from "@/pages/monitor/api";
import { GROUPS, TYPES, wordOf } from "./events";

type Fields = WebhookDraft & { past?: boolean };

const NEW: Fields = { name: "", url: "", types: [], processes: [], past: false };
const fieldsOf = ({ name, url, types, processes }: Webhook): Fields => ({ name, url, types, processes });

interface Props {
  webhook?: Webhook;
  onClose: () => void;
  onSecret: (fresh: WebhookSecret) => void;
}

export function WebhookDialog({ webhook, onClose, onSecret }: Props) {
  const { t } = useTranslation("systems");
  const [form] = Form.useForm<Fields>();
  const client = useQueryClient();
  const processes = useQuery(processesQuery).data ?? [];
  const editing = useEditing({ form, thing: webhook, fieldsOf, read: ({ id }) => readWebhook(id) });
  const save = useMutation({
    mutationFn: async ({ past, ...draft }: Fields) => {
      if (webhook) await changeWebhook(webhook.id, draft, editing.etag);
      else onSecret(await createWebhook({ ...draft, after: past ? "" : "now" }));
    },
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: ["webhooks"] });
      onClose();
    },
    onError: (error) => {
      if (!isApiError(error)) return;
      form.setFields(error.fields.map(({ field, message }) => ({ name: field as never, errors: [message] })));
    },
  });
  const needed = [{ required: true, whitespace: true, message: t("forms:fault.needed") }];
  return (
    <Modal
      open
      title={webhook ? t("webhook.edit", { name: webhook.name }) : t("webhook.new")}
      onCancel={onClose}
      onOk={() => form.submit()}
      okText={t("common:action.save")}
      okButtonProps={{ id: "webhook-save" }}
      confirmLoading={save.isPending}
    >
      <SaveNote
        save={save}
        editing={editing}
        shown={(name, value) => [
          t(`webhook.${name}`),
          Array.isArray(value) ? value.join(", ") : String(value),
        ]}
      />
      <Form<Fields>
        form={form}
        layout="vertical"
        onFinish={save.mutate}
        initialValues={webhook ? fieldsOf(webhook) : NEW}
      >
        <Form.Item name="name" label={t("webhook.name")} rules={needed}>
          <Input autoFocus maxLength={100} data-testid="webhook-name" />
        </Form.Item>
        <Form.Item
          name="url"
          label={t("webhook.url")}
          rules={[...needed, { pattern: /^https?:\/\/\S+$/, message: t("connection.urlWrong") }]}
        >
          <Input inputMode="url" data-testid="webhook-url" />
        </Form.Item>
        <Form.Item name="types" label={t("webhook.types")} extra={t("webhook.typesEmpty")}>
          <Select
            mode="multiple"
            allowClear
            data-testid="webhook-types"
            options={[
              {
                label: t("webhook.groups"),
                options: GROUPS.map((value) => ({ value, label: t(`event.${wordOf(value)}`) })),
              },
              {
                label: t("webhook.single"),
                options: TYPES.map((value) => ({
                  value,
                  label: `${t(`event.${wordOf(value)}`)} (${value})`,
                })),
              },
            ]}
          />
        </Form.Item>
        <Form.Item name="processes" label={t("webhook.processes")} extra={t("webhook.processesEmpty")}>
          <Select
            mode="tags"
            allowClear
            data-testid="webhook-processes"
            options={processes.map(({ processId, name }) => ({
              value: processId,
              label: `${name} (${processId})`,
            }))}
          />
        </Form.Item>
        {!webhook && (
          <Form.Item
            name="past"
            label={t("webhook.past")}
            extra={t("webhook.pastHint")}
            valuePropName="checked"
          >
            <Switch data-testid="webhook-past" />
          </Form.Item>
        )}
      </Form>
    </Modal>
  );
}
