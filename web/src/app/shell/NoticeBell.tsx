/** The bell: how many notices are unread, and the drawer that lists them. */
import { BellOutlined } from "@ant-design/icons";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { Badge, Button, Drawer, Empty, Flex, Skeleton, theme, Typography } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { markAllRead, markRead, noticesQuery, unreadQuery } from "@/api/notices";
import type { Notice } from "@/api/types";
import { ErrorNote } from "@/parts/ErrorNote";
import { useFailure } from "@/parts/useFailure";
import { When } from "@/parts/When";

export function NoticeBell() {
  const { t } = useTranslation("shell");
  const [open, setOpen] = useState(false);
  const unread = useQuery(unreadQuery).data ?? 0;
  return (
    <>
      <Badge count={unread} size="small" offset={[-6, 6]}>
        <Button
          type="text"
          icon={<BellOutlined style={{ fontSize: 17 }} />}
          aria-label={t("notices.bell", { count: unread })}
          onClick={() => setOpen(true)}
          data-testid="bell"
        />
      </Badge>
      {open && <NoticeDrawer onClose={() => setOpen(false)} />}
    </>
  );
}

function NoticeDrawer({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation("shell");
  const client = useQueryClient();
  const fail = useFailure();
  const list = useQuery(noticesQuery);
  const refresh = () => client.invalidateQueries({ queryKey: ["notices"] });
  const readAll = useMutation({ mutationFn: markAllRead, onSuccess: refresh, onError: fail });
  const items = list.data?.items ?? [];
  return (
    <Drawer
      open
      onClose={onClose}
      title={t("notices.title")}
      size={400}
      styles={{ body: { padding: 0 } }}
      extra={
        <Button
          type="link"
          size="small"
          disabled={items.every((notice) => notice.readAt)}
          loading={readAll.isPending}
          onClick={() => readAll.mutate()}
          data-testid="notices-read-all"
        >
          {t("notices.readAll")}
        </Button>
      }
    >
      {list.isPending && <Skeleton active style={{ padding: 20 }} />}
      {list.error && <ErrorNote error={list.error} onRetry={() => void list.refetch()} />}
      {list.data && items.length === 0 && <Empty style={{ marginTop: 60 }} description={t("notices.none")} />}
      <ul style={{ listStyle: "none", margin: 0, padding: 0 }} data-testid="notices">
        {items.map((notice) => (
          <NoticeLine key={notice.id} notice={notice} onOpened={onClose} onRead={refresh} />
        ))}
      </ul>
    </Drawer>
  );
}

interface LineProps {
  notice: Notice;
  onOpened: () => void;
  onRead: () => Promise<void>;
}

function NoticeLine({ notice, onOpened, onRead }: LineProps) {
  const { token } = theme.useToken();
  const { t } = useTranslation("shell");
  const navigate = useNavigate();
  const fail = useFailure();
  const open = () => {
    if (!notice.readAt) markRead([notice.id]).then(onRead).catch(fail);
    if (!notice.link) return;
    void navigate({ to: notice.link });
    onOpened();
  };
  return (
    <li style={{ borderBottom: `1px solid ${token.colorBorderSecondary}` }}>
      <Button
        type="text"
        block
        onClick={open}
        style={{ height: "auto", padding: "12px 20px", borderRadius: 0, whiteSpace: "normal" }}
      >
        <Flex gap={10} style={{ width: "100%", textAlign: "start" }}>
          <span
            style={{
              flex: "none",
              width: 8,
              height: 8,
              marginTop: 7,
              borderRadius: 4,
              background: notice.readAt ? "transparent" : token.colorPrimary,
            }}
          />
          {!notice.readAt && <span className="lq-visually-hidden">{t("notices.unread")}</span>}
          <Flex vertical gap={2} style={{ flex: 1 }}>
            <Typography.Text strong={!notice.readAt}>{notice.text}</Typography.Text>
            <When at={notice.at} secondary />
          </Flex>
        </Flex>
      </Button>
    </li>
  );
}
