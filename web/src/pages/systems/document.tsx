/** One business document: its copies in every system, and its whole story. */
import { LinkOutlined } from "@ant-design/icons";
import { useQuery } from "@tanstack/react-query";
import { Link, useParams } from "@tanstack/react-router";
import { Card, Col, Empty, Flex, Row, Skeleton, Tag, Timeline, Typography } from "antd";
import { useTranslation } from "react-i18next";
import { documentQuery } from "@/api/systems";
import type { BusinessDocument, DocumentLink } from "@/api/types";
import { ErrorScreen } from "@/parts/ErrorScreen";
import { PageFrame } from "@/parts/PageFrame";
import { When } from "@/parts/When";

export function DocumentPage() {
  const { key } = useParams({ from: "/inside/systems/documents/$key" });
  const { t } = useTranslation("systems");
  const found = useQuery(documentQuery(key));
  if (found.isPending) return <Skeleton active style={{ padding: 28 }} />;
  if (found.error) return <ErrorScreen error={found.error} onRetry={() => void found.refetch()} />;
  const document = found.data;
  return (
    <PageFrame
      title={document.title}
      lead={
        <Flex gap={12} wrap>
          <Typography.Text type="secondary">{document.type}</Typography.Text>
          {document.instanceKey && (
            <Link to="/instances/$key" params={{ key: document.instanceKey }}>
              {t("document.instance")}
            </Link>
          )}
          <Link to="/systems" search={{ tab: "documents" }}>
            {t("document.all")}
          </Link>
        </Flex>
      }
    >
      <Row gutter={[20, 20]}>
        <Col xs={24} lg={10}>
          <Flex vertical gap={12}>
            {document.links.map((link) => (
              <Copy key={`${link.system}/${link.externalId}`} link={link} />
            ))}
          </Flex>
        </Col>
        <Col xs={24} lg={14}>
          <Card size="small" title={t("document.timeline")}>
            <Story document={document} />
          </Card>
        </Col>
      </Row>
    </PageFrame>
  );
}

function Copy({ link }: { link: DocumentLink }) {
  const { t } = useTranslation("systems");
  const id = `${link.type} ${link.externalId}`;
  return (
    <Card
      size="small"
      title={link.system}
      extra={link.status && <Tag style={{ margin: 0 }}>{link.status}</Tag>}
    >
      <Flex justify="space-between" gap={12} wrap>
        {link.url && /^https?:/.test(link.url) ? (
          <a href={link.url} target="_blank" rel="noopener noreferrer">
            <LinkOutlined /> {id}
          </a>
        ) : (
          <span>{id}</span>
        )}
        {link.version && (
          <Typography.Text type="secondary">
            {t("document.version", { version: link.version })}
          </Typography.Text>
        )}
      </Flex>
    </Card>
  );
}

function Story({ document }: { document: BusinessDocument }) {
  const { t } = useTranslation("systems");
  if (document.timeline.length === 0) return <Empty description={t("document.noStory")} />;
  return (
    <div data-testid="document-timeline" style={{ paddingTop: 8 }}>
      <Timeline
        items={document.timeline.map((event, index) => ({
          key: index,
          content: (
            <>
              <div>{event.text}</div>
              <Flex gap={8}>
                <Tag variant="filled" style={{ margin: 0 }}>
                  {event.system}
                </Tag>
                <When at={event.at} secondary />
                {event.effectKey && (
                  <Link to="/systems" search={{ tab: "effects", effect: event.effectKey }}>
                    {t("document.effect")}
                  </Link>
                )}
              </Flex>
            </>
          ),
        }))}
      />
    </div>
  );
}
