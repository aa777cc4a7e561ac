/** The data of a task that has no form: names and values. */
import { Descriptions, Empty } from "antd";
import { useTranslation } from "react-i18next";
import { digitsOf, writeJson, type JsonValue, type Variables } from "@/api/json";

export function PlainVariables({ variables }: { variables: Variables }) {
  const { t } = useTranslation("inbox");
  const names = Object.keys(variables);
  if (names.length === 0)
    return <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={t("task.noData")} />;
  return (
    <Descriptions
      column={1}
      size="small"
      style={{ marginBottom: 12 }}
      items={names.map((name) => ({ key: name, label: name, children: shown(variables[name]!) }))}
    />
  );
}

const shown = (value: JsonValue): string =>
  typeof value === "string" ? value : (digitsOf(value) ?? writeJson(value));
