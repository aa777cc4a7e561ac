/** What I may start: a list of processes, and the form of the one I chose. */
import { useQuery } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { Card, Col, Empty, Flex, Grid, Input, Menu, Row, Select, Skeleton } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Startable } from "@/api/types";
import { startableQuery } from "@/api/work";
import { ErrorNote } from "@/parts/ErrorNote";
import { PageFrame } from "@/parts/PageFrame";
import { idOf, labelOf } from "./naming";
import { StartForm } from "./StartForm";

export function StartPage() {
  const { t } = useTranslation("start");
  const list = useQuery(startableQuery);
  return (
    <PageFrame title={t("title")}>
      {list.isPending && <Skeleton active paragraph={{ rows: 6 }} />}
      {list.error && <ErrorNote error={list.error} onRetry={() => void list.refetch()} />}
      {list.data?.length === 0 && <Empty style={{ padding: 60 }} description={t("none")} />}
      {list.data && list.data.length > 0 && <Chooser processes={list.data} />}
    </PageFrame>
  );
}

function Chooser({ processes }: { processes: Startable[] }) {
  const { t } = useTranslation("start");
  const wide = Grid.useBreakpoint().md ?? true;
  const navigate = useNavigate({ from: "/start" });
  const { process } = useSearch({ from: "/inside/start" });
  const chosen = processes.find((startable) => idOf(startable) === process);
  const choose = (id: string) => void navigate({ search: { process: id } });
  return (
    <Row gutter={[20, 16]}>
      <Col xs={24} md={8} lg={7}>
        {wide ? (
          <ProcessMenu processes={processes} chosen={process} onChoose={choose} />
        ) : (
          <Select
            showSearch={{ optionFilterProp: "label" }}
            aria-label={t("choose")}
            placeholder={t("choose")}
            style={{ width: "100%" }}
            value={chosen ? idOf(chosen) : null}
            onChange={choose}
            options={processes.map((one) => ({ value: idOf(one), label: labelOf(one) }))}
            data-testid="start-select"
          />
        )}
      </Col>
      <Col xs={24} md={16} lg={17}>
        {chosen ? (
          <StartForm key={`${chosen.definitionKey}#${chosen.startAt}`} process={chosen} />
        ) : (
          wide && (
            <Card>
              <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={t("choose")} />
            </Card>
          )
        )}
      </Col>
    </Row>
  );
}

interface MenuProps {
  processes: Startable[];
  chosen: string | undefined;
  onChoose: (id: string) => void;
}

function ProcessMenu({ processes, chosen, onChoose }: MenuProps) {
  const { t } = useTranslation("start");
  const [q, setQ] = useState("");
  const found = processes.filter((one) => labelOf(one).toLowerCase().includes(q.trim().toLowerCase()));
  return (
    <Card size="small" styles={{ body: { padding: 8 } }}>
      <Flex vertical gap={8}>
        <Input.Search
          allowClear
          aria-label={t("search")}
          placeholder={t("search")}
          value={q}
          onChange={(event) => setQ(event.target.value)}
        />
        <Menu
          mode="inline"
          style={{ borderInlineEnd: 0 }}
          selectedKeys={chosen ? [chosen] : []}
          onClick={({ key }) => onChoose(key)}
          items={found.map((one) => ({
            key: idOf(one),
            label: labelOf(one),
            "data-testid": `start-${idOf(one)}`,
          }))}
        />
      </Flex>
    </Card>
  );
}
