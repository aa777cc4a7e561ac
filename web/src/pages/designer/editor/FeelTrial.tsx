/** Try an expression on sample data; the server's own FEEL answers. */
import { useMutation } from "@tanstack/react-query";
import { Alert, Button, Drawer, Flex, Form, Input, Tag, Typography } from "antd";
import { useTranslation } from "react-i18next";
import { isApiError, post } from "@/api";
import { parseJson, writeJson } from "@/api/json";
import type { FeelResult } from "@/api/types";
import { useMessageOf } from "@/parts/useMessageOf";

interface Trial {
  expression: string;
  context: string;
}
const SAMPLE: Trial = { expression: "amount > 10000", context: '{ "amount": 12800.00 }' };

export function FeelTrial({ open, onClose }: { open: boolean; onClose: () => void }) {
  const { t } = useTranslation("designer");
  const messageOf = useMessageOf();
  const trial = useMutation({
    mutationFn: ({ expression, context }: Trial) =>
      post<FeelResult>("/api/feel/evaluate", { expression, context: parseJson(context || "{}") }),
  });
  return (
    <Drawer title={t("feel.title")} open={open} onClose={onClose} size={460} destroyOnHidden>
      <Form<Trial> layout="vertical" initialValues={SAMPLE} onFinish={trial.mutate}>
        <Form.Item
          name="expression"
          label={t("feel.expression")}
          rules={[{ required: true, message: t("feel.needed") }]}
        >
          <Input.TextArea
            autoSize={{ minRows: 2 }}
            style={{ fontFamily: "monospace" }}
            data-testid="feel-expression"
          />
        </Form.Item>
        <Form.Item
          name="context"
          label={t("feel.context")}
          rules={[
            { validator: (_, text: string) => asJson(text) ?? Promise.reject(new Error(t("feel.notJson"))) },
          ]}
        >
          <Input.TextArea autoSize={{ minRows: 4 }} style={{ fontFamily: "monospace" }} />
        </Form.Item>
        <Button type="primary" htmlType="submit" loading={trial.isPending} data-testid="feel-run">
          {t("feel.run")}
        </Button>
      </Form>
      <div aria-live="polite" style={{ marginTop: 20 }}>
        {trial.error && (
          <Alert
            type="error"
            showIcon
            title={messageOf(trial.error)}
            description={place(trial.error, (line, column) => t("feel.place", { line, column }))}
          />
        )}
        {trial.data && (
          <Flex vertical gap={8}>
            <Flex gap={8} align="center">
              <Typography.Text strong>{t("feel.result")}</Typography.Text>
              <Tag>{trial.data.type}</Tag>
            </Flex>
            <Typography.Text code data-testid="feel-result" style={{ whiteSpace: "pre-wrap" }}>
              {writeJson(trial.data.result)}
            </Typography.Text>
            {trial.data.warnings.map((warning, index) => (
              <Alert key={index} type="warning" showIcon title={warning.message} />
            ))}
          </Flex>
        )}
      </div>
    </Drawer>
  );
}

function asJson(text: string): Promise<void> | undefined {
  try {
    const value = parseJson(text || "{}");
    return typeof value === "object" && value !== null && !Array.isArray(value)
      ? Promise.resolve()
      : undefined;
  } catch {
    // The form says what is wrong with it.
    return undefined;
  }
}

function place(error: unknown, words: (line: number, column: number) => string): string | undefined {
  if (!isApiError(error)) return undefined;
  const { line, column } = { ...error.params, ...error.body } as { line?: number; column?: number };
  return line !== undefined && column !== undefined ? words(line, column) : undefined;
}
