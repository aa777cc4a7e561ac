/** My tasks: what waits for me, what I decided, what I started, what I was copied on. */
import { SearchOutlined } from "@ant-design/icons";
import { useQuery } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { Badge, Flex, Input, Tabs } from "antd";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { todoCountQuery } from "@/api/work";
import { InstanceList } from "@/pages/mine/InstanceList";
import { PageFrame } from "@/parts/PageFrame";
import { useSettled } from "@/parts/useSettled";
import { TaskList } from "./TaskList";

const BOXES = ["todo", "done", "mine", "copied"] as const;
type Tab = (typeof BOXES)[number];

export function InboxPage() {
  const { t } = useTranslation("inbox");
  const navigate = useNavigate({ from: "/inbox" });
  const { box: asked, q: askedText, process } = useSearch({ from: "/inside/inbox" });
  const box: Tab = BOXES.find((known) => known === asked) ?? "todo";
  const [typed, setTyped] = useState(askedText ?? "");
  const q = useSettled(typed.trim(), 300);
  const waiting = useQuery(todoCountQuery).data ?? 0;

  useEffect(() => {
    if (q === (askedText ?? "")) return;
    void navigate({ search: (search) => ({ ...search, q: q || undefined }) as typeof search, replace: true });
  }, [q, askedText, navigate]);

  return (
    <PageFrame
      title={t("title")}
      actions={
        <Input
          allowClear
          prefix={<SearchOutlined />}
          aria-label={t("search")}
          placeholder={t("search")}
          value={typed}
          onChange={(event) => setTyped(event.target.value)}
          style={{ width: 280, maxWidth: "100%" }}
          data-testid="inbox-search"
        />
      }
    >
      <Tabs
        activeKey={box}
        onChange={(key) => void navigate({ search: (search) => ({ ...search, box: key }) })}
        items={BOXES.map((key) => ({
          key,
          label: (
            <Flex gap={8} align="center" data-testid={`inbox-tab-${key}`}>
              {t(`tab.${key}`)}
              {key === "todo" && waiting > 0 && <Badge count={waiting} size="small" overflowCount={999} />}
            </Flex>
          ),
          children:
            key === "mine" ? (
              <InstanceList q={q} />
            ) : (
              <TaskList filter={{ box: key, q: q || undefined, process }} />
            ),
        }))}
        destroyOnHidden
      />
    </PageFrame>
  );
}
