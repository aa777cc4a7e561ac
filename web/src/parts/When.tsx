/** A moment as people read it: "14:05", "yesterday 14:05", "03-12 14:05"; the full time on hover. */
import dayjs from "dayjs";
import { Typography } from "antd";
import { useTranslation } from "react-i18next";
import type { IsoTime } from "@/api/types";

export function When({ at, secondary = false }: { at: IsoTime | null | undefined; secondary?: boolean }) {
  const text = useWhen();
  if (!at) return null;
  return (
    <Typography.Text
      {...(secondary ? { type: "secondary" as const } : {})}
      style={{ whiteSpace: "nowrap", fontSize: "inherit" }}
    >
      <time dateTime={at} title={dayjs(at).format("YYYY-MM-DD HH:mm:ss")}>
        {text(at)}
      </time>
    </Typography.Text>
  );
}

export function useWhen(): (at: IsoTime, now?: dayjs.Dayjs) => string {
  const { t } = useTranslation("common");
  return (at, now = dayjs()) => {
    const moment = dayjs(at);
    const time = moment.format("HH:mm");
    if (moment.isSame(now, "day")) return t("when.today", { time });
    if (moment.isSame(now.subtract(1, "day"), "day")) return t("when.yesterday", { time });
    if (moment.isSame(now.add(1, "day"), "day")) return t("when.tomorrow", { time });
    return moment.format(moment.isSame(now, "year") ? "MM-DD HH:mm" : "YYYY-MM-DD HH:mm");
  };
}
