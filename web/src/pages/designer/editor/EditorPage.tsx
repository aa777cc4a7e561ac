/** The editor: one tab for each open model. A tab keeps its undo history while another one is looked at. */
import { CloseOutlined, UnorderedListOutlined } from "@ant-design/icons";
import { useQuery } from "@tanstack/react-query";
import { useNavigate, useParams } from "@tanstack/react-router";
import { Button, theme } from "antd";
import { useTranslation } from "react-i18next";
import { modelsQuery } from "../api";
import { KindIcon } from "../KindIcon";
import { ModelTab } from "./ModelTab";
import { useOpenModels } from "./useOpenModels";
import "./editor.css";

export function EditorPage() {
  const { t } = useTranslation("designer");
  const { token } = theme.useToken();
  const { id } = useParams({ from: "/inside/designer/$id" });
  const navigate = useNavigate();
  const models = useQuery(modelsQuery).data ?? [];
  const { open, close } = useOpenModels(id);

  const show = (other: string) => navigate({ to: "/designer/$id", params: { id: other } });
  const shut = (gone: string) => {
    const rest = close(gone);
    if (gone !== id) return;
    const next = rest[0];
    void (next ? show(next) : navigate({ to: "/designer" }));
  };
  return (
    <div className="lq-editor">
      <div
        className="lq-tabs"
        role="navigation"
        aria-label={t("editor.tabs")}
        style={{ borderColor: token.colorBorderSecondary }}
      >
        <Button
          type="text"
          size="small"
          icon={<UnorderedListOutlined />}
          onClick={() => void navigate({ to: "/designer" })}
          aria-label={t("editor.toList")}
          title={t("editor.toList")}
        />
        {open.map((each) => {
          const model = models.find((row) => row.id === each);
          const active = each === id;
          return (
            <div key={each} className="lq-tab" data-active={active}>
              <button
                type="button"
                className="lq-tab-name"
                aria-current={active ? "page" : undefined}
                onClick={() => void show(each)}
                data-testid={`designer-tab-${each}`}
              >
                {model && <KindIcon kind={model.kind} />}
                <span>{model?.name ?? "…"}</span>
              </button>
              <Button
                type="text"
                size="small"
                icon={<CloseOutlined style={{ fontSize: 10 }} />}
                aria-label={t("editor.closeTab", { name: model?.name ?? "" })}
                onClick={() => shut(each)}
              />
            </div>
          );
        })}
      </div>
      {open.map((each) => (
        <div key={each} className="lq-tab-panel" hidden={each !== id}>
          <ModelTab id={each} active={each === id} onGone={() => shut(each)} />
        </div>
      ))}
    </div>
  );
}
