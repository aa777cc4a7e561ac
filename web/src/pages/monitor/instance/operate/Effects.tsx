/** What a dry run tells: what would happen, in order, or why it cannot. */
import { useQuery } from "@tanstack/react-query";
import { Alert, Skeleton, Typography } from "antd";
import { useTranslation } from "react-i18next";
import { isApiError } from "@/api";
import { dryRunQuery, type Effect, type Operation } from "./api";

/** Effects that say nothing to a person. */
const QUIET = new Set(["goes-over", "stops-listening", "listens"]);

export function Effects({
  instance,
  operation,
  nameOf,
}: {
  instance: string;
  operation: Operation;
  nameOf: (element: string) => string;
}) {
  const { t } = useTranslation("monitor");
  const tried = useQuery(dryRunQuery(instance, operation));
  if (tried.error)
    return (
      <Alert
        type="error"
        showIcon
        title={isApiError(tried.error) ? tried.error.message : String(tried.error)}
        data-testid="operate-refused"
      />
    );
  if (!tried.data) return <Skeleton active title={false} />;
  const shown = tried.data.filter(({ what }) => !QUIET.has(what));
  return (
    <div data-testid="operate-effects">
      <Typography.Text type="secondary">{t("operate.effects")}</Typography.Text>
      <ul style={{ margin: "8px 0 0", paddingInlineStart: 20, maxHeight: 260, overflowY: "auto" }}>
        {shown.map((effect, place) => (
          <li key={place}>{sentence(effect)}</li>
        ))}
      </ul>
    </div>
  );

  function sentence({ what, element, name }: Effect): string {
    return t(`operate.effect.${what}`, { element: nameOf(element), name, defaultValue: what });
  }
}
