/** A new process, form or decision: a name, and for a process the drawing to begin with. */
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { Form, Input, Modal, Radio, theme } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { ModelKind } from "@/api/types";
import { useFailure } from "@/parts/useFailure";
import { createModel, modelsQuery } from "../api";
import { blankForm, STARTERS, starterXml, type Starter } from "../gallery";
import { KindIcon } from "../KindIcon";
import { blankDecision } from "../decision";
import { StarterPicture } from "./StarterPicture";

interface Wanted {
  kind: ModelKind;
  name: string;
}

export function NewModel({ open, onClose }: { open: boolean; onClose: () => void }) {
  const { t } = useTranslation("designer");
  const [form] = Form.useForm<Wanted>();
  const kind = Form.useWatch("kind", form) ?? "bpmn";
  const [starter, setStarter] = useState<Starter>("approval");
  const client = useQueryClient();
  const navigate = useNavigate();
  const fail = useFailure();

  const create = useMutation({
    mutationFn: ({ kind, name }: Wanted) => createModel(name.trim(), kind, contentOf(kind, name.trim())),
    onSuccess: async (model) => {
      await client.invalidateQueries({ queryKey: modelsQuery.queryKey });
      onClose();
      await navigate({ to: "/designer/$id", params: { id: model.id } });
    },
    onError: fail,
  });
  const contentOf = (kind: ModelKind, name: string): string => {
    if (kind === "bpmn") return starterXml(starter, name, t);
    return kind === "form" ? blankForm(name) : blankDecision(name, t);
  };
  return (
    <Modal
      title={t("list.new")}
      open={open}
      onCancel={onClose}
      okText={t("list.create")}
      okButtonProps={{ htmlType: "submit", loading: create.isPending }}
      width={640}
      destroyOnHidden
      modalRender={(dom) => (
        <Form<Wanted>
          form={form}
          layout="vertical"
          requiredMark={false}
          initialValues={{ kind: "bpmn", name: "" }}
          onFinish={(wanted) => create.mutate(wanted)}
          clearOnDestroy
        >
          {dom}
        </Form>
      )}
    >
      <Form.Item name="kind" label={t("list.kind")}>
        <Radio.Group optionType="button" buttonStyle="solid">
          {(["bpmn", "form", "dmn"] as const).map((value) => (
            <Radio.Button key={value} value={value} data-testid={`new-kind-${value}`}>
              {t(`kind.${value}`)}
            </Radio.Button>
          ))}
        </Radio.Group>
      </Form.Item>
      <Form.Item
        name="name"
        label={t("list.name")}
        rules={[{ required: true, whitespace: true, message: t("list.nameNeeded") }]}
      >
        <Input autoFocus maxLength={120} prefix={<KindIcon kind={kind} />} data-testid="new-name" />
      </Form.Item>
      {kind === "bpmn" && (
        <Form.Item label={t("list.beginWith")}>
          <StarterChoice value={starter} onChange={setStarter} />
        </Form.Item>
      )}
    </Modal>
  );
}

function StarterChoice({ value, onChange }: { value: Starter; onChange: (starter: Starter) => void }) {
  const { t } = useTranslation("designer");
  const { token } = theme.useToken();
  return (
    <div
      role="radiogroup"
      aria-label={t("list.beginWith")}
      style={{ display: "grid", gridTemplateColumns: "1fr 1fr", gap: 10 }}
    >
      {STARTERS.map((starter) => (
        <button
          key={starter}
          type="button"
          role="radio"
          aria-checked={value === starter}
          onClick={() => onChange(starter)}
          data-testid={`starter-${starter}`}
          style={{
            padding: 12,
            textAlign: "start",
            cursor: "pointer",
            color: token.colorText,
            background: value === starter ? token.colorPrimaryBg : token.colorBgContainer,
            border: `1px solid ${value === starter ? token.colorPrimary : token.colorBorder}`,
            borderRadius: token.borderRadiusLG,
            font: "inherit",
          }}
        >
          <StarterPicture starter={starter} />
          <div style={{ fontWeight: 600, marginTop: 6 }}>{t(`starter.names.${starter}`)}</div>
          <div style={{ fontSize: 12, color: token.colorTextSecondary }}>{t(`starter.hints.${starter}`)}</div>
        </button>
      ))}
    </div>
  );
}
