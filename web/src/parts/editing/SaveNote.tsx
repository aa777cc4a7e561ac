/** Why a form could not be saved; and if somebody else was quicker, the way on. */
import { Alert, Button } from "antd";
import { useTranslation } from "react-i18next";
import { useMessageOf } from "../useMessageOf";
import { changedMeanwhile, type Editing } from "./useEditing";

interface Props<Fields extends object> {
  /** The attempt to save: what was wrong with it, and how to forget that. */
  save: { error: unknown; reset: () => void };
  editing: Editing<Fields>;
  /** What a field is called, and how its value is shown. */
  shown: (name: keyof Fields & string, value: unknown) => [label: string, value: string];
}

export function SaveNote<Fields extends object>({ save, editing, shown }: Props<Fields>) {
  const { t } = useTranslation("common");
  const messageOf = useMessageOf();
  const failed = save.error ?? editing.reloadError;
  if (changedMeanwhile(failed)) {
    return (
      <Alert
        type="warning"
        showIcon
        role="alert"
        title={t("edited.title")}
        description={t("edited.kept")}
        action={
          <Button
            size="small"
            onClick={() => editing.reload(save.reset)}
            loading={editing.reloading}
            data-testid="edited-reload"
          >
            {t("edited.reload")}
          </Button>
        }
        style={{ marginBottom: 16 }}
        data-testid="edited-note"
      />
    );
  }
  if (failed) {
    return (
      <Alert type="error" showIcon role="alert" title={messageOf(failed)} style={{ marginBottom: 16 }} />
    );
  }
  return editing.reloaded ? <Reloaded editing={editing} shown={shown} /> : null;
}

function Reloaded<Fields extends object>({ editing, shown }: Omit<Props<Fields>, "save">) {
  const { t } = useTranslation("common");
  const both = Object.entries(editing.both) as [keyof Fields & string, unknown][];
  return (
    <Alert
      type="info"
      showIcon
      role="status"
      title={t(both.length > 0 ? "edited.both" : "edited.reloaded")}
      {...(both.length > 0
        ? {
            description: (
              <ul style={{ margin: 0, paddingInlineStart: 18 }}>
                {both.map(([name, value]) => {
                  const [label, there] = shown(name, value);
                  return <li key={name}>{t("edited.there", { label, there: there || t("none") })}</li>;
                })}
              </ul>
            ),
          }
        : {})}
      style={{ marginBottom: 16 }}
      data-testid="edited-reloaded"
    />
  );
}
