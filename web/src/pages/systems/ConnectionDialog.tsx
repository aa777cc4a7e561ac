/** Create or change a connection. Secrets go in and never come out again. */
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Form, Input, Modal, Select } from "antd";
import { useTranslation } from "react-i18next";
import { isApiError } from "@/api";
import {
  changeConnection,
  connectorsQuery,
  createConnection,
  readConnection,
  type ConnectionDraft,
} from "@/api/systems";
import type { Connection } from "@/api/types";
import { SaveNote } from "@/parts/editing/SaveNote";
import { useEditing } from "@/parts/editing/useEditing";

/** What may be shown while it is typed. */
const PLAIN = new Set(["username", "name"]);

type Fields = Omit<ConnectionDraft, "secrets"> & { secrets?: Record<string, string | undefined> };

const NEW: Fields = { name: "", connector: "rest", url: "", auth: "none" };
const fieldsOf = ({ name, connector, url, auth }: Connection): Fields => ({ name, connector, url, auth });

export function ConnectionDialog({ connection, onClose }: { connection?: Connection; onClose: () => void }) {
  const { t } = useTranslation("systems");
  const [form] = Form.useForm<Fields>();
  const connectors = useQuery(connectorsQuery).data ?? [];
  const chosen = Form.useWatch("connector", form) ?? connection?.connector ?? "rest";
  const ways = connectors.find(({ id }) => id === chosen)?.auth ?? {};
  const auth = Form.useWatch("auth", form) ?? connection?.auth ?? "none";
  const client = useQueryClient();
  const editing = useEditing({ form, thing: connection, fieldsOf, read: ({ id }) => readConnection(id) });
  const save = useMutation({
    mutationFn: (draft: ConnectionDraft) =>
      connection ? changeConnection(connection.id, draft, editing.etag) : createConnection(draft),
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: ["connections"] });
      onClose();
    },
    onError: (error) => {
      if (isApiError(error, 422)) {
        form.setFields(
          error.fields.map(({ field, message }) => ({ name: field.split(".") as never, errors: [message] })),
        );
      }
    },
  });
  const submit = ({ secrets, ...plain }: Fields) => {
    const given = Object.entries(secrets ?? {}).filter((pair): pair is [string, string] => Boolean(pair[1]));
    save.mutate({ ...plain, ...(given.length > 0 ? { secrets: Object.fromEntries(given) } : {}) });
  };
  const needed = [{ required: true, whitespace: true, message: t("forms:fault.needed") }];
  return (
    <Modal
      open
      title={connection ? t("connection.edit", { name: connection.name }) : t("connection.new")}
      onCancel={onClose}
      onOk={() => form.submit()}
      okText={t("common:action.save")}
      okButtonProps={{ id: "connection-save" }}
      confirmLoading={save.isPending}
    >
      <SaveNote
        save={save}
        editing={editing}
        shown={(name, value) => [
          t(`connection.${name}`),
          name === "auth" ? t(`auth.${String(value)}`, { defaultValue: String(value) }) : String(value),
        ]}
      />
      <Form<Fields>
        form={form}
        layout="vertical"
        onFinish={submit}
        initialValues={connection ? fieldsOf(connection) : NEW}
      >
        <Form.Item name="name" label={t("connection.name")} rules={needed}>
          <Input autoFocus data-testid="connection-name" />
        </Form.Item>
        <Form.Item name="connector" label={t("connection.connector")} rules={needed}>
          <Select
            options={connectors.map(({ id, name }) => ({ value: id, label: name }))}
            // Another system signs in another way.
            onChange={(id: string) =>
              form.setFieldValue("auth", Object.keys(connectors.find((one) => one.id === id)?.auth ?? {})[0])
            }
            disabled={connection !== undefined}
            data-testid="connection-connector"
          />
        </Form.Item>
        <Form.Item
          name="url"
          label={t("connection.url")}
          rules={[...needed, { pattern: /^https?:\/\/\S+$/, message: t("connection.urlWrong") }]}
        >
          <Input inputMode="url" data-testid="connection-url" />
        </Form.Item>
        <Form.Item name="auth" label={t("connection.auth")}>
          <Select
            data-testid="connection-auth"
            options={Object.keys(ways).map((value) => ({
              value,
              label: t(`auth.${value}`, { defaultValue: value }),
            }))}
          />
        </Form.Item>
        {(ways[auth] ?? []).map((secret) => (
          <Form.Item
            key={secret}
            name={["secrets", secret]}
            label={t(`secret.${secret}`, { defaultValue: secret })}
            {...(connection ? { extra: t("connection.secretKept") } : { rules: needed })}
          >
            {PLAIN.has(secret) ? (
              <Input autoComplete="off" data-testid={`connection-secret-${secret}`} />
            ) : (
              <Input.Password autoComplete="new-password" data-testid={`connection-secret-${secret}`} />
            )}
          </Form.Item>
        ))}
      </Form>
    </Modal>
  );
}
