/** Fields within fields: a group, and a list whose items people add and remove. */
import { DeleteOutlined, PlusOutlined } from "@ant-design/icons";
import { Button, Flex, Form, theme, Typography } from "antd";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { FieldProps } from "../Field";
import { Places } from "../FormView";
import { wordOf } from "../paths";
import { freshItem, itemsAt } from "../plan";
import { FactTable, isAllFacts } from "./FactTable";

export function GroupField({ place, form }: FieldProps) {
  const { label, showOutline } = place.component;
  return (
    <Box label={label} outlined={showOutline === true}>
      <Places places={place.children} form={form} />
    </Box>
  );
}

export function ListField({ place, form }: FieldProps) {
  const { t } = useTranslation("forms");
  const { token } = theme.useToken();
  const { component, path } = place;
  const word = wordOf(path);
  const editable = place.right !== "read" && component.allowAddRemove !== false;
  const items = itemsAt(form.data, path);
  const fault = form.serverSays[word] ?? (form.faults[word] && t(`fault.${form.faults[word].code}`));
  if (!editable && isAllFacts(place, form)) {
    return (
      <Box label={component.label} outlined={false}>
        <FactTable place={place} form={form} />
      </Box>
    );
  }
  return (
    <Box label={component.label} outlined={false}>
      {place.items.length === 0 && <Typography.Text type="secondary">{t("list.empty")}</Typography.Text>}
      {place.items.map((fields, position) => (
        <Flex
          // Items have no name of their own; their position is what they are.
          key={position}
          gap={8}
          align="start"
          role="group"
          aria-label={t("list.item", { number: position + 1 })}
          style={{
            padding: "12px 12px 0",
            marginBottom: 8,
            border: `1px solid ${token.colorBorderSecondary}`,
            borderRadius: 8,
          }}
        >
          <div style={{ flex: 1, minWidth: 0 }}>
            <Places places={fields} form={form} />
          </div>
          {editable && (
            <Button
              type="text"
              danger
              icon={<DeleteOutlined />}
              aria-label={t("list.remove", { number: position + 1 })}
              onClick={() =>
                form.set(
                  path,
                  items.filter((_, index) => index !== position),
                )
              }
            />
          )}
        </Flex>
      ))}
      {fault && (
        <Form.Item
          validateStatus="error"
          help={<span role="alert">{fault}</span>}
          style={{ marginBottom: 8 }}
        >
          {null}
        </Form.Item>
      )}
      {editable && (
        <Button
          type="dashed"
          icon={<PlusOutlined />}
          onClick={() => form.set(path, [...items, freshItem(component)])}
          data-testid={`list-${word}-add`}
          style={{ marginTop: 4 }}
        >
          {t("list.add")}
        </Button>
      )}
    </Box>
  );
}

function Box({
  label,
  outlined,
  children,
}: {
  label: string | undefined;
  outlined: boolean;
  children: ReactNode;
}) {
  const { token } = theme.useToken();
  const frame = outlined
    ? { border: `1px solid ${token.colorBorderSecondary}`, borderRadius: 8, padding: "16px 16px 0" }
    : {};
  return (
    <section aria-label={label} style={{ marginBottom: 16, ...frame }}>
      {label && (
        <Typography.Title level={3} style={{ fontSize: 15, marginTop: 0, marginBottom: 12 }}>
          {label}
        </Typography.Title>
      )}
      {children}
    </section>
  );
}
