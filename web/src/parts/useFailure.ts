/** Says aloud that an action failed, and why. */
import { App } from "antd";
import { useCallback } from "react";
import { isApiError } from "@/api";
import { useMessageOf } from "./useMessageOf";

export function useFailure(): (error: unknown) => void {
  const { message } = App.useApp();
  const messageOf = useMessageOf();
  return useCallback(
    (error) => {
      // The sign-in page says it already.
      if (isApiError(error, 401)) return;
      void message.error(messageOf(error), 6);
    },
    [message, messageOf],
  );
}
