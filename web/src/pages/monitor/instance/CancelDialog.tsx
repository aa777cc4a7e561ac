/** Ending an instance by hand: with a reason, which stays in its history. */
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { App, Form, Input, Modal, Typography } from "antd";
import { useTranslation } from "react-i18next";
import type { Instance } from "@/api/types";
import { useFailure } from "@/parts/useFailure";
import { cancelInstance } from "../api";

export function CancelDialog({
  instance,
  open,
  onClose,
}: {
  instance: Instance;
  open: boolean;
  onClose: () => void;
}) {
  const { t } = useTranslation("monitor");
  const { message } = App.useApp();
  const client = useQueryClient();
  const fail = useFailure();
  const cancel = useMutation({
    mutationFn: ({ reason }: { reason: string }) => cancelInstance(instance.key, reason.trim()),
    onSuccess: async () => {
      onClose();
      void message.success(t("cancel.done"));
      await Promise.all(
        ["instance", "instances", "processes", "heat", "tasks"].map((key) =>
          client.invalidateQueries({ queryKey: [key] }),
        ),
      );
    },
    onError: fail,
  });
  return (
    <Modal
      title={t("cancel.title")}
      open={open}
      onCancel={onClose}
      okText={t("cancel.action")}
      cancelText={t("cancel.keep")}
      okButtonProps={{ danger: true, htmlType: "submit", loading: cancel.isPending }}
      destroyOnHidden
      modalRender={(dom) => (
        <Form<{ reason: string }>
          layout="vertical"
          requiredMark={false}
          onFinish={cancel.mutate}
          clearOnDestroy
        >
          {dom}
        </Form>
      )}
    >
      <Typography.Paragraph type="secondary">{t("cancel.what")}</Typography.Paragraph>
      <Form.Item
        name="reason"
        label={t("cancel.reason")}
        rules={[{ required: true, whitespace: true, message: t("cancel.needed") }]}
      >
        <Input.TextArea autoFocus autoSize={{ minRows: 3 }} maxLength={500} data-testid="cancel-reason" />
      </Form.Item>
    </Modal>
  );
}
