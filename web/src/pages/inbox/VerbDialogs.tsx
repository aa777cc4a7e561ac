/** The verbs that ask something first: send back, transfer, copy. */
import { Form, Input, Modal, Radio } from "antd";
import { useTranslation } from "react-i18next";
import type { Task } from "@/api/types";
import type { SendBackMode } from "@/api/work";
import { useMe } from "@/app/useMe";
import { PersonPicker } from "@/parts/PersonPicker";
import type { Verbs } from "./useVerbs";

interface Props {
  verbs: Verbs;
  onClose: () => void;
}

export function SendBackDialog({ verbs, onClose }: Props) {
  const { t } = useTranslation("inbox");
  const [form] = Form.useForm<{ mode: SendBackMode; opinion: string }>();
  return (
    <Dialog
      title={t("sendBack.title")}
      name="send-back"
      busy={verbs.busy === "send-back"}
      onClose={onClose}
      onConfirm={async () => {
        const { mode, opinion } = await form.validateFields();
        return verbs.sendBack(mode, opinion);
      }}
    >
      <Form form={form} layout="vertical" initialValues={{ mode: "rerun", opinion: "" }}>
        <Form.Item name="mode" label={t("sendBack.mode")}>
          <Radio.Group
            vertical
            options={[
              { value: "rerun", label: t("sendBack.rerun") },
              { value: "straight", label: t("sendBack.straight") },
            ]}
          />
        </Form.Item>
        <Form.Item
          name="opinion"
          label={t("sendBack.why")}
          rules={[{ required: true, whitespace: true, message: t("opinion.needed") }]}
        >
          <Input.TextArea rows={3} maxLength={2000} data-testid="send-back-opinion" />
        </Form.Item>
      </Form>
    </Dialog>
  );
}

export function TransferDialog({ verbs, task, onClose }: Props & { task: Task }) {
  const { t } = useTranslation("inbox");
  const me = useMe();
  const [form] = Form.useForm<{ to: string; opinion: string }>();
  const without = [me?.id, task.assignee?.id].filter((id) => id !== undefined);
  return (
    <Dialog
      title={t("transfer.title")}
      name="transfer"
      busy={verbs.busy === "transfer"}
      onClose={onClose}
      onConfirm={async () => {
        const { to, opinion } = await form.validateFields();
        return verbs.transfer(to, opinion);
      }}
    >
      <Form form={form} layout="vertical" initialValues={{ opinion: "" }}>
        <Form.Item
          name="to"
          label={t("transfer.to")}
          rules={[{ required: true, message: t("transfer.toNeeded") }]}
        >
          <PersonPicker without={without} autoFocus data-testid="transfer-to" />
        </Form.Item>
        <Form.Item name="opinion" label={t("transfer.why")}>
          <Input.TextArea rows={2} maxLength={2000} data-testid="transfer-opinion" />
        </Form.Item>
      </Form>
    </Dialog>
  );
}

export function CopyDialog({ verbs, onClose }: Props) {
  const { t } = useTranslation("inbox");
  const [form] = Form.useForm<{ to: string[]; note: string }>();
  return (
    <Dialog
      title={t("copy.title")}
      name="copy"
      busy={verbs.busy === "copy"}
      onClose={onClose}
      onConfirm={async () => {
        const { to, note } = await form.validateFields();
        return verbs.copy(to, note);
      }}
    >
      <Form form={form} layout="vertical" initialValues={{ to: [], note: "" }}>
        <Form.Item
          name="to"
          label={t("copy.to")}
          rules={[{ required: true, type: "array", min: 1, message: t("copy.toNeeded") }]}
        >
          <PersonPicker many autoFocus data-testid="copy-to" />
        </Form.Item>
        <Form.Item name="note" label={t("copy.note")}>
          <Input.TextArea rows={2} maxLength={2000} />
        </Form.Item>
      </Form>
    </Dialog>
  );
}

interface DialogProps {
  title: string;
  name: string;
  busy: boolean;
  onClose: () => void;
  /** Answers whether it was done; rejects where the dialog's own fields have faults. */
  onConfirm: () => Promise<boolean>;
  children: React.ReactNode;
}

function Dialog({ title, name, busy, onClose, onConfirm, children }: DialogProps) {
  return (
    <Modal
      open
      title={title}
      onCancel={onClose}
      confirmLoading={busy}
      okButtonProps={{ id: `${name}-confirm` }}
      onOk={() => {
        onConfirm().then(
          // Refused or done, the page behind says which.
          () => onClose(),
          // The fields show what is missing.
          () => undefined,
        );
      }}
      destroyOnHidden
    >
      {children}
    </Modal>
  );
}
