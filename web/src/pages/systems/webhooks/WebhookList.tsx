/** Webhooks out: who is told what, how far, and whether it arrives. */
import { PlusOutlined } from "@ant-design/icons";
import { useQuery } from "@tanstack/react-query";
import { Badge, Button, Empty, Flex, Table, Tag, Typography } from "antd";
import type { TableColumnsType } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { webhooksQuery } from "@/api/feed";
import type { Webhook, WebhookSecret } from "@/api/types";
import { ErrorNote } from "@/parts/ErrorNote";
import { When } from "@/parts/When";
import { SecretDialog } from "./SecretDialog";
import { WebhookDialog } from "./WebhookDialog";
import { WebhookVerbs } from "./WebhookVerbs";

export function WebhookList() {
  const { t } = useTranslation("systems");
  const list = useQuery(webhooksQuery);
  const [edited, setEdited] = useState<Webhook | "new">();
  const [secret, setSecret] = useState<WebhookSecret>();
  const columns: TableColumnsType<Webhook> = [
    { key: "name", title: t("webhook.name"), render: (_, row) => <Name webhook={row} /> },
    { key: "wanted", title: t("webhook.wanted"), width: 220, render: (_, row) => <Wants webhook={row} /> },
    { key: "state", title: t("webhook.state"), width: 230, render: (_, row) => <State webhook={row} /> },
    { key: "behind", title: t("webhook.behind"), width: 150, render: (_, row) => <Lag webhook={row} /> },
    {
      key: "delivered",
      title: t("webhook.delivered"),
      width: 140,
      render: (_, row) => (
        <>
          <span data-testid={`webhook-${row.id}-delivered`}>{row.delivered}</span>
          <br />
          <When at={row.lastDeliveredAt} secondary />
        </>
      ),
    },
    {
      key: "verbs",
      title: t("verbs"),
      width: 190,
      render: (_, row) => <WebhookVerbs webhook={row} onEdit={() => setEdited(row)} onSecret={setSecret} />,
    },
  ];
  return (
    <>
      <Flex justify="space-between" gap={10} wrap style={{ marginBottom: 12 }}>
        <Typography.Text type="secondary" style={{ flex: "1 1 300px" }}>
          {t("webhook.lead")}
        </Typography.Text>
        <Button
          type="primary"
          icon={<PlusOutlined />}
          onClick={() => setEdited("new")}
          data-testid="webhook-new"
        >
          {t("webhook.new")}
        </Button>
      </Flex>
      {list.error && <ErrorNote error={list.error} onRetry={() => void list.refetch()} />}
      <Table<Webhook>
        rowKey="id"
        loading={list.isPending}
        columns={columns}
        dataSource={list.data ?? []}
        pagination={false}
        {...(list.data?.length ? { scroll: { x: 1100 } } : {})}
        locale={{ emptyText: <Empty description={t("webhook.none")} /> }}
        onRow={(row) => ({ "data-testid": `webhook-${row.id}` }) as object}
      />
      {edited && (
        <WebhookDialog
          {...(edited === "new" ? {} : { webhook: edited })}
          onClose={() => setEdited(undefined)}
          onSecret={setSecret}
        />
      )}
      {secret && <SecretDialog webhook={secret} onClose={() => setSecret(undefined)} />}
    </>
  );
}

function Name({ webhook }: { webhook: Webhook }) {
  return (
    <>
      <Typography.Text strong>{webhook.name}</Typography.Text>
      <br />
      <Typography.Text type="secondary" style={{ wordBreak: "break-all" }}>
        {webhook.url}
      </Typography.Text>
    </>
  );
}

function Wants({ webhook }: { webhook: Webhook }) {
  const { t } = useTranslation("systems");
  if (webhook.types.length + webhook.processes.length === 0)
    return <Typography.Text type="secondary">{t("webhook.everything")}</Typography.Text>;
  return (
    <Flex wrap gap={4}>
      {webhook.types.map((type) => (
        <Tag key={type} variant="filled" style={{ margin: 0 }}>
          {type}
        </Tag>
      ))}
      {webhook.processes.map((process) => (
        <Tag key={process} color="blue" style={{ margin: 0 }}>
          {process}
        </Tag>
      ))}
    </Flex>
  );
}

function State({ webhook }: { webhook: Webhook }) {
  const { t } = useTranslation("systems");
  const failing = webhook.failures > 0;
  const light = webhook.state === "active" ? (failing ? "warning" : "success") : "default";
  const word = webhook.state === "active" && failing ? "failing" : webhook.state;
  return (
    <div data-testid={`webhook-${webhook.id}-state`} data-state={word}>
      <Badge status={webhook.state === "stopped" ? "error" : light} text={t(`webhook.is.${word}`)} />
      {webhook.lastError && (
        <div>
          <Typography.Text type="danger">{webhook.lastError}</Typography.Text>
        </div>
      )}
      {failing && (
        <div>
          <Typography.Text type="secondary">
            {t("webhook.failures", { count: webhook.failures })}
            {webhook.nextAttemptAt && (
              <>
                {" · "}
                {t("webhook.nextAttempt")} <When at={webhook.nextAttemptAt} />
              </>
            )}
          </Typography.Text>
        </div>
      )}
    </div>
  );
}

function Lag({ webhook }: { webhook: Webhook }) {
  const { t } = useTranslation("systems");
  if (webhook.behind === 0)
    return <Typography.Text type="secondary">{t("webhook.upToDate")}</Typography.Text>;
  return (
    <>
      {t("webhook.commits", { count: webhook.behind })}
      {webhook.behindSince && (
        <div>
          <Typography.Text type="secondary">
            {t("webhook.since")} <When at={webhook.behindSince} />
          </Typography.Text>
        </div>
      )}
    </>
  );
}
