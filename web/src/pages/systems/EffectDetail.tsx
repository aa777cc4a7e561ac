/** One effect: what was said on the wire (masked), and what a person does when the outcome is unknown. */
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import {
  Alert,
  App,
  Button,
  Descriptions,
  Drawer,
  Flex,
  Form,
  Input,
  Modal,
  Radio,
  Tag,
  theme,
  Typography,
} from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { writeJson, type JsonValue } from "@/api/json";
import { decideEffect, probeEffect } from "@/api/systems";
import type { Effect } from "@/api/types";
import { useFailure } from "@/parts/useFailure";
import { When } from "@/parts/When";
import { EFFECT_COLORS } from "./EffectList";

export function EffectDetail({ effect, onClose }: { effect: Effect; onClose: () => void }) {
  const { t } = useTranslation("systems");
  return (
    <Drawer
      open
      onClose={onClose}
      size={560}
      title={effect.action}
      extra={
        <Tag color={EFFECT_COLORS[effect.state]} variant="filled">
          {t(`effectState.${effect.state}`)}
        </Tag>
      }
      // Only where nobody knows is there anything to decide.
      footer={effect.state === "unknown" ? <EffectVerbs effect={effect} /> : null}
    >
      {effect.state === "unknown" && (
        <Alert type="warning" showIcon title={t("effect.unknownMeans")} style={{ marginBottom: 16 }} />
      )}
      {effect.error && <Alert type="error" showIcon title={effect.error} style={{ marginBottom: 16 }} />}
      <Descriptions
        column={1}
        size="small"
        items={[
          { key: "connection", label: t("effect.connection"), children: effect.connection },
          {
            key: "title",
            label: t("effect.instance"),
            children: effect.instanceKey ? (
              <Link to="/instances/$key" params={{ key: effect.instanceKey }}>
                {effect.title ?? effect.instanceKey}
              </Link>
            ) : (
              effect.title
            ),
          },
          {
            key: "class",
            label: t("effect.class"),
            children: t(`class.${effect.class}`, { defaultValue: effect.class }),
          },
          { key: "attempts", label: t("effect.attempts"), children: effect.attempts },
          { key: "sentAt", label: t("effect.sentAt"), children: <When at={effect.sentAt} /> },
          { key: "confirmedAt", label: t("effect.confirmedAt"), children: <When at={effect.confirmedAt} /> },
          ...(effect.nextAt
            ? [{ key: "nextAt", label: t("effect.nextAt"), children: <When at={effect.nextAt} /> }]
            : []),
        ]}
      />
      <Wire title={t("effect.request")} value={effect.request} />
      <Wire title={t("effect.response")} value={effect.response} />
    </Drawer>
  );
}

function Wire({ title, value }: { title: string; value: JsonValue }) {
  const { token } = theme.useToken();
  if (value === null || value === undefined) return null;
  return (
    <section style={{ marginTop: 16 }}>
      <Typography.Title level={3} style={{ fontSize: 14 }}>
        {title}
      </Typography.Title>
      <pre
        // It scrolls, so the keyboard must reach it.
        tabIndex={0}
        aria-label={title}
        style={{
          margin: 0,
          padding: 12,
          maxHeight: 320,
          overflow: "auto",
          fontSize: 12,
          fontFamily: token.fontFamilyCode,
          background: token.colorFillQuaternary,
          borderRadius: token.borderRadius,
          whiteSpace: "pre-wrap",
          overflowWrap: "anywhere",
        }}
      >
        {typeof value === "string" ? value : writeJson(value, 2)}
      </pre>
    </section>
  );
}

function EffectVerbs({ effect }: { effect: Effect }) {
  const { t } = useTranslation("systems");
  const { message } = App.useApp();
  const client = useQueryClient();
  const fail = useFailure();
  const [deciding, setDeciding] = useState(false);
  const refresh = () => client.invalidateQueries({ queryKey: ["effects"] });
  const probe = useMutation({
    mutationFn: () => probeEffect(effect.key),
    onSuccess: ({ state }) => {
      void message.info(t("effect.probed", { state: t(`effectState.${state}`) }));
      return refresh();
    },
    onError: fail,
  });
  return (
    <Flex gap={10}>
      <Button
        type="primary"
        loading={probe.isPending}
        onClick={() => probe.mutate()}
        data-testid="effect-probe"
      >
        {t("effect.probe")}
      </Button>
      <Button onClick={() => setDeciding(true)} data-testid="effect-decide">
        {t("effect.decide")}
      </Button>
      {deciding && <DecideDialog effect={effect} onClose={() => setDeciding(false)} onDone={refresh} />}
    </Flex>
  );
}

interface DecideProps {
  effect: Effect;
  onClose: () => void;
  onDone: () => Promise<void>;
}

function DecideDialog({ effect, onClose, onDone }: DecideProps) {
  const { t } = useTranslation("systems");
  const fail = useFailure();
  const [form] = Form.useForm<{ state: "confirmed" | "planned"; note: string }>();
  const decide = useMutation({
    mutationFn: ({ state, note }: { state: "confirmed" | "planned"; note: string }) =>
      decideEffect(effect.key, state, note.trim()),
    onSuccess: async () => {
      await onDone();
      onClose();
    },
    onError: fail,
  });
  return (
    <Modal
      open
      title={t("effect.decide")}
      onCancel={onClose}
      onOk={() => form.submit()}
      okButtonProps={{ id: "effect-decide-confirm" }}
      confirmLoading={decide.isPending}
    >
      <Form
        form={form}
        layout="vertical"
        initialValues={{ state: "confirmed", note: "" }}
        onFinish={decide.mutate}
      >
        <Form.Item name="state" label={t("effect.decideWhat")}>
          <Radio.Group
            vertical
            options={[
              { value: "confirmed", label: t("effect.decideConfirmed") },
              { value: "planned", label: t("effect.decidePlanned") },
            ]}
          />
        </Form.Item>
        <Form.Item
          name="note"
          label={t("effect.note")}
          rules={[{ required: true, whitespace: true, message: t("effect.noteNeeded") }]}
        >
          <Input.TextArea rows={3} data-testid="effect-note" />
        </Form.Item>
      </Form>
    </Modal>
  );
}
