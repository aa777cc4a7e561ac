/** The small picture of a model's kind. */
import { DeploymentUnitOutlined, FormOutlined, TableOutlined } from "@ant-design/icons";
import { theme } from "antd";
import { useTranslation } from "react-i18next";
import type { ModelKind } from "@/api/types";

export function KindIcon({ kind }: { kind: ModelKind }) {
  const { t } = useTranslation("designer");
  const { token } = theme.useToken();
  const Icon = { bpmn: DeploymentUnitOutlined, form: FormOutlined, dmn: TableOutlined }[kind];
  const color = { bpmn: token.colorPrimary, form: token.colorSuccess, dmn: token.colorWarning }[kind];
  return <Icon style={{ color, fontSize: 16 }} aria-label={t(`kind.${kind}`)} />;
}
