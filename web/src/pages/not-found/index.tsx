/** An address that leads nowhere. */
import { Link } from "@tanstack/react-router";
import { Result } from "antd";
import { useTranslation } from "react-i18next";

export function NotFoundPage() {
  const { t } = useTranslation("common");
  return (
    <Result
      status="404"
      title={t("error.noSuchPage")}
      extra={<Link to="/inbox">{t("error.toInbox")}</Link>}
    />
  );
}
