/** A page that could not be shown: what happened and the way out. */
import { Button, Result } from "antd";
import { useTranslation } from "react-i18next";
import { isApiError } from "@/api";
import { useMessageOf } from "./useMessageOf";

export function ErrorScreen({ error, onRetry }: { error: unknown; onRetry?: () => void }) {
  const { t } = useTranslation("common");
  const messageOf = useMessageOf();
  const status = isApiError(error, 404) ? "404" : isApiError(error, 403) ? "403" : "warning";
  return (
    <Result
      status={status}
      title={t(status === "404" ? "error.notFound" : status === "403" ? "error.forbidden" : "error.title")}
      subTitle={messageOf(error)}
      extra={
        onRetry &&
        status === "warning" && (
          <Button type="primary" onClick={onRetry}>
            {t("action.retry")}
          </Button>
        )
      }
    />
  );
}
