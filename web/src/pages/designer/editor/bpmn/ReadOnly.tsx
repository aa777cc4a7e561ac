/** The drawing on a narrow screen: to look at. */
import { Alert } from "antd";
import { useTranslation } from "react-i18next";
import type { Model } from "@/api/types";
import { DiagramView } from "@/bpmn/DiagramView";

export function ReadOnly({ model }: { model: Model }) {
  const { t } = useTranslation("designer");
  return (
    <div className="lq-workbench">
      <Alert type="info" showIcon banner title={t("editor.narrow")} />
      <div style={{ flex: 1, minHeight: 0 }}>
        <DiagramView xml={model.content} label={model.name} />
      </div>
    </div>
  );
}
