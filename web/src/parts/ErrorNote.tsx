/** A part of a page that could not be loaded. */
import { Alert, Button } from "antd";
import { useTranslation } from "react-i18next";
import { useMessageOf } from "./useMessageOf";

export function ErrorNote({ error, onRetry }: { error: unknown; onRetry?: () => void }) {
  const { t } = useTranslation("common");
  const messageOf = useMessageOf();
  return (
    <Alert
      type="error"
      showIcon
      style={{ margin: 16 }}
      title={messageOf(error)}
      action={
        onRetry && (
          <Button size="small" onClick={onRetry}>
            {t("action.retry")}
          </Button>
        )
      }
    />
  );
}
