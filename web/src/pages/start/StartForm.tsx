/** The form that starts a process. */
import { useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { Alert, App, Button, Card, Flex, Typography } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { isApiError } from "@/api";
import type { FormSchema, Startable } from "@/api/types";
import { start } from "@/api/work";
import { FormView, useForm } from "@/forms";
import { useMessageOf } from "@/parts/useMessageOf";
import { labelOf } from "./naming";

const NO_FORM: FormSchema = { components: [] };
const NO_VARIABLES = {};

export function StartForm({ process }: { process: Startable }) {
  const { t } = useTranslation("start");
  const form = useForm({ schema: process.form?.schema ?? NO_FORM, variables: NO_VARIABLES });
  const { begin, busy, refusal } = useBegin(process, form);
  return (
    <Card
      title={
        <Typography.Title level={2} style={{ fontSize: 16, margin: 0 }}>
          {labelOf(process)}
        </Typography.Title>
      }
    >
      {refusal && (
        <Alert
          type="error"
          showIcon
          role="alert"
          title={refusal}
          style={{ marginBottom: 16 }}
          data-testid="start-refusal"
        />
      )}
      {process.form ? (
        <FormView form={form} />
      ) : (
        <Typography.Paragraph type="secondary">{t("noForm")}</Typography.Paragraph>
      )}
      <Flex gap={10}>
        <Button type="primary" loading={busy} onClick={begin} data-testid="start-submit">
          {form.submitLabel ?? t("submit")}
        </Button>
        {form.changed && (
          <Button onClick={form.reset} disabled={busy}>
            {t("reset")}
          </Button>
        )}
      </Flex>
    </Card>
  );
}

function useBegin(process: Startable, form: ReturnType<typeof useForm>) {
  const { t } = useTranslation("start");
  const { message } = App.useApp();
  const client = useQueryClient();
  const navigate = useNavigate();
  const messageOf = useMessageOf();
  const [busy, setBusy] = useState(false);
  const [refusal, setRefusal] = useState<string>();

  const begin = async () => {
    setRefusal(undefined);
    const variables = form.check();
    if (!variables) {
      setRefusal(t("inbox:task.incomplete"));
      return;
    }
    setBusy(true);
    try {
      const { title } = await start(process.processId, process.startAt, variables);
      void message.success(t("started", { title }));
      await client.invalidateQueries({ queryKey: ["instances"] });
      await navigate({ to: "/mine" });
    } catch (error) {
      const others = isApiError(error, 422) ? form.refuse(error.fields) : [];
      setRefusal(
        [messageOf(error), ...others.map(({ field, message: what }) => `${field}: ${what}`)].join(" · "),
      );
    } finally {
      setBusy(false);
    }
  };
  return { begin: () => void begin(), busy, refusal };
}
