/** From any error to one sentence for the reader. */
import { useCallback } from "react";
import { useTranslation } from "react-i18next";
import { isApiError } from "@/api";

export function useMessageOf(): (error: unknown) => string {
  const { t } = useTranslation("common");
  return useCallback(
    (error) => {
      if (!isApiError(error))
        return t("error.unexpected", { what: error instanceof Error ? error.message : String(error) });
      // Busy or being restarted: the server says itself what to do.
      if (error.status === 503 && error.body["detail"]) return error.message;
      if (error.status >= 500) return t("error.server", { what: error.message });
      return error.message;
    },
    [t],
  );
}
