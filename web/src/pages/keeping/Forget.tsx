/** Forget a person or an instance: first look what goes, then confirm by writing the name. */
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Alert, Button, Card, Flex, Form, Input, Modal, Typography } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { PersonPicker } from "@/parts/PersonPicker";
import { useMessageOf } from "@/parts/useMessageOf";
import { forget, type Forgotten, type Subject } from "./api";

export function Forget() {
  return (
    <Flex vertical gap={20} style={{ maxWidth: 760 }}>
      <ForgetOne subject="person" />
      <ForgetOne subject="instance" />
    </Flex>
  );
}

function ForgetOne({ subject }: { subject: Subject }) {
  const { t } = useTranslation("keeping");
  const client = useQueryClient();
  const messageOf = useMessageOf();
  const [id, setId] = useState("");
  const [sure, setSure] = useState(false);
  const look = useMutation({ mutationFn: () => forget(subject, id, true) });
  const act = useMutation({
    mutationFn: () => forget(subject, id, false),
    onSuccess: () => {
      look.reset();
      return client.invalidateQueries();
    },
    onSettled: () => setSure(false),
  });
  const choose = (wanted: string | undefined) => {
    setId(wanted?.trim() ?? "");
    look.reset();
    act.reset();
  };
  const field = `forget-${subject}`;
  const error = act.error ?? look.error;
  return (
    <Card title={t(`forget.${subject}`)}>
      <Typography.Paragraph type="secondary">{t(`forget.${subject}What`)}</Typography.Paragraph>
      <label htmlFor={field}>{t(`forget.${subject}Id`)}</label>
      <Flex gap={8} wrap style={{ marginTop: 4 }}>
        <div style={{ flex: "1 1 240px" }}>
          {subject === "person" ? (
            <PersonPicker
              id={field}
              value={id || undefined}
              onChange={choose}
              data-testid="forget-person-id"
            />
          ) : (
            <Input
              value={id}
              inputMode="numeric"
              id={field}
              onChange={(event) => choose(event.target.value)}
              data-testid="forget-instance-id"
            />
          )}
        </div>
        <Button
          disabled={id === ""}
          loading={look.isPending}
          onClick={() => look.mutate()}
          data-testid={`forget-${subject}-look`}
        >
          {t("forget.look")}
        </Button>
      </Flex>
      {error && (
        <Alert type="error" showIcon role="alert" title={messageOf(error)} style={{ marginTop: 12 }} />
      )}
      {look.data && (
        <Alert
          type="warning"
          showIcon
          title={t("forget.would")}
          description={<What found={look.data} />}
          action={
            <Button danger size="small" onClick={() => setSure(true)} data-testid={`forget-${subject}-do`}>
              {t("forget.do")}
            </Button>
          }
          style={{ marginTop: 12 }}
          data-testid={`forget-${subject}-would`}
        />
      )}
      {act.data && (
        <Alert
          type="success"
          showIcon
          role="status"
          title={t("forget.done")}
          description={<What found={act.data} />}
          style={{ marginTop: 12 }}
          data-testid={`forget-${subject}-done`}
        />
      )}
      {sure && (
        <Confirm id={id} busy={act.isPending} onYes={() => act.mutate()} onNo={() => setSure(false)} />
      )}
    </Card>
  );
}

function What({ found }: { found: Forgotten }) {
  const { t } = useTranslation("keeping");
  const rows = Object.entries(found.rows);
  return (
    <>
      {found.instances !== undefined && <div>{t("forget.inInstances", { count: found.instances })}</div>}
      {found.instanceKeys && <div>{t("forget.instances", { keys: found.instanceKeys.join(", ") })}</div>}
      {found.pseudonym && <div>{t("forget.pseudonym", { name: found.pseudonym })}</div>}
      <div>{rows.length === 0 ? t("forget.noRows") : t("forget.rows")}</div>
      <ul style={{ margin: 0, paddingInlineStart: 18 }}>
        {rows.map(([table, count]) => (
          <li key={table}>
            <code>{table}</code>: {count}
          </li>
        ))}
      </ul>
    </>
  );
}

interface Asked {
  id: string;
  busy: boolean;
  onYes: () => void;
  onNo: () => void;
}

function Confirm({ id, busy, onYes, onNo }: Asked) {
  const { t } = useTranslation("keeping");
  const [typed, setTyped] = useState("");
  return (
    <Modal
      open
      title={t("forget.sure", { id })}
      onCancel={onNo}
      onOk={onYes}
      okText={t("forget.do")}
      okButtonProps={{ danger: true, disabled: typed.trim() !== id, id: "forget-sure" }}
      confirmLoading={busy}
    >
      <Typography.Paragraph>{t("forget.noWayBack")}</Typography.Paragraph>
      <Form layout="vertical">
        <Form.Item label={t("forget.type", { id })} htmlFor="forget-typed">
          <Input
            id="forget-typed"
            autoFocus
            autoComplete="off"
            value={typed}
            onChange={(event) => setTyped(event.target.value)}
            data-testid="forget-typed"
          />
        </Form.Item>
      </Form>
    </Modal>
  );
}
