/** What has stopped the instance, in plain words, with the way on. */
import { ReloadOutlined } from "@ant-design/icons";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Alert, App, Button, Flex } from "antd";
import { useTranslation } from "react-i18next";
import type { Incident, Instance } from "@/api/types";
import { useFailure } from "@/parts/useFailure";
import { useWhen } from "@/parts/When";
import { retryIncident } from "../api";

interface Props {
  instance: Instance;
  mayRetry: boolean;
  onPicked: (element: string) => void;
}

export function Incidents({ instance, mayRetry, onPicked }: Props) {
  const { t } = useTranslation("monitor");
  const when = useWhen();
  const { message } = App.useApp();
  const client = useQueryClient();
  const fail = useFailure();
  const retry = useMutation({
    mutationFn: (incident: Incident) => retryIncident(incident.key),
    onSuccess: async () => {
      void message.success(t("incident.retried"));
      await Promise.all(
        ["instance", "instances", "processes", "heat"].map((key) =>
          client.invalidateQueries({ queryKey: [key] }),
        ),
      );
    },
    onError: fail,
  });
  const nameOf = (element: string) =>
    instance.elements.find((each) => each.element === element)?.name || element;
  if (instance.incidents.length === 0) return null;
  return (
    <Flex vertical gap={8} style={{ marginBottom: 16 }} data-testid="instance-incidents">
      {instance.incidents.map((incident) => (
        <Alert
          key={incident.key}
          type="error"
          showIcon
          title={
            <Flex gap={8} align="baseline" wrap>
              <Button
                type="link"
                size="small"
                style={{ padding: 0, fontWeight: 600 }}
                onClick={() => onPicked(incident.element)}
              >
                {nameOf(incident.element)}
              </Button>
              <span>{t("incident.since", { time: when(incident.createdAt) })}</span>
            </Flex>
          }
          description={<span style={{ whiteSpace: "pre-wrap" }}>{incident.message}</span>}
          action={
            mayRetry && (
              <Button
                icon={<ReloadOutlined />}
                loading={retry.isPending && retry.variables.key === incident.key}
                onClick={() => retry.mutate(incident)}
                data-testid="instance-retry"
              >
                {t("incident.retry")}
              </Button>
            )
          }
        />
      ))}
    </Flex>
  );
}
