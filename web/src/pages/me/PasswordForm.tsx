/** A new password. */
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { Alert, App, Button, Form, Input } from "antd";
import { useTranslation } from "react-i18next";
import { changePassword, sessionQuery } from "@/api/session";
import { useMessageOf } from "@/parts/useMessageOf";

interface Fields {
  old: string;
  fresh: string;
  again: string;
}

export function PasswordForm() {
  const { t } = useTranslation("me");
  const { message } = App.useApp();
  const messageOf = useMessageOf();
  const client = useQueryClient();
  const navigate = useNavigate();
  const [form] = Form.useForm<Fields>();
  const save = useMutation({
    mutationFn: ({ old, fresh }: Fields) => changePassword(old, fresh),
    onSuccess: () => {
      // A new password ends all sessions, this one too.
      void message.success(t("password.changed"), 6);
      client.clear();
      client.setQueryData(sessionQuery.queryKey, null);
      return navigate({ to: "/sign-in", search: {} });
    },
  });
  const needed = { required: true, message: t("forms:fault.needed") };
  return (
    <Form<Fields> form={form} layout="vertical" requiredMark={false} onFinish={save.mutate}>
      {save.error && (
        <Alert
          type="error"
          showIcon
          role="alert"
          title={messageOf(save.error)}
          style={{ marginBottom: 16 }}
        />
      )}
      <Form.Item name="old" label={t("password.old")} rules={[needed]}>
        <Input.Password autoComplete="current-password" data-testid="password-old" />
      </Form.Item>
      <Form.Item name="fresh" label={t("password.new")} rules={[needed]}>
        <Input.Password autoComplete="new-password" data-testid="password-new" />
      </Form.Item>
      <Form.Item
        name="again"
        label={t("password.again")}
        dependencies={["fresh"]}
        rules={[
          needed,
          ({ getFieldValue }) => ({
            validator: (_, value) =>
              value === getFieldValue("fresh")
                ? Promise.resolve()
                : Promise.reject(new Error(t("password.differ"))),
          }),
        ]}
      >
        <Input.Password autoComplete="new-password" data-testid="password-again" />
      </Form.Item>
      <Button htmlType="submit" loading={save.isPending} data-testid="password-save">
        {t("password.submit")}
      </Button>
    </Form>
  );
}
