/** The frame of every page inside: menu, header, live news. */
import { MenuFoldOutlined, MenuOutlined, MenuUnfoldOutlined } from "@ant-design/icons";
import { Outlet, useNavigate, useRouterState } from "@tanstack/react-router";
import { Button, Drawer, Flex, Grid, Layout, Menu, theme, Typography } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useCan } from "../useMe";
import { Account } from "./Account";
import { Logo } from "./Logo";
import { activePath, MENU, type MenuPath } from "./menu";
import { NoticeBell } from "./NoticeBell";
import { useNews } from "./useNews";

const FOLDED_KEY = "lingqu.menuFolded";

export function Shell() {
  const { t } = useTranslation("shell");
  const { token } = theme.useToken();
  const wide = Grid.useBreakpoint().md ?? true;
  const [folded, setFolded] = useState(() => localStorage.getItem(FOLDED_KEY) === "yes");
  const [drawerOpen, setDrawerOpen] = useState(false);
  useNews();

  const fold = () => {
    localStorage.setItem(FOLDED_KEY, folded ? "no" : "yes");
    setFolded(!folded);
  };
  const border = `1px solid ${token.colorBorderSecondary}`;
  return (
    <Layout style={{ height: "100%" }}>
      <a className="lq-skip" href="#content">
        {t("skip")}
      </a>
      <Layout.Header
        style={{
          display: "flex",
          alignItems: "center",
          gap: 12,
          background: token.colorBgContainer,
          borderBottom: border,
          lineHeight: "normal",
          flex: "none",
        }}
      >
        <Button
          type="text"
          icon={wide ? folded ? <MenuUnfoldOutlined /> : <MenuFoldOutlined /> : <MenuOutlined />}
          aria-label={t(wide ? (folded ? "menu.unfold" : "menu.fold") : "menu.open")}
          aria-expanded={wide ? !folded : drawerOpen}
          onClick={wide ? fold : () => setDrawerOpen(true)}
          data-testid="menu-toggle"
        />
        <Flex align="center" gap={10} style={{ flex: 1, minWidth: 0 }}>
          <Logo size={28} />
          <Typography.Text strong style={{ fontSize: 16, letterSpacing: 1 }} ellipsis>
            {t("product")}
          </Typography.Text>
        </Flex>
        <NoticeBell />
        <Account wide={wide} />
      </Layout.Header>
      <Layout hasSider={wide}>
        {wide && (
          <Layout.Sider
            width={208}
            collapsedWidth={60}
            collapsed={folded}
            style={{ borderRight: border, overflow: "auto" }}
          >
            <MainMenu />
          </Layout.Sider>
        )}
        <Layout.Content
          id="content"
          role="main"
          tabIndex={-1}
          style={{ overflow: "auto", position: "relative", outline: "none" }}
        >
          <Outlet />
        </Layout.Content>
      </Layout>
      {!wide && (
        <Drawer
          placement="left"
          size={260}
          open={drawerOpen}
          onClose={() => setDrawerOpen(false)}
          title={t("product")}
          styles={{ body: { padding: 8 } }}
        >
          <MainMenu onChosen={() => setDrawerOpen(false)} />
        </Drawer>
      )}
    </Layout>
  );
}

function MainMenu({ onChosen }: { onChosen?: () => void }) {
  const { t } = useTranslation("shell");
  const can = useCan();
  const navigate = useNavigate();
  const current = useRouterState({ select: (state) => activePath(state.location.pathname) });
  return (
    <nav aria-label={t("menu.label")}>
      <Menu
        mode="inline"
        style={{ borderInlineEnd: 0, padding: "8px 4px" }}
        selectedKeys={current ? [current] : []}
        onClick={({ key }) => {
          void navigate({ to: key as MenuPath });
          onChosen?.();
        }}
        items={MENU.filter((entry) => !entry.needs || can(entry.needs)).map((entry) => ({
          key: entry.path,
          icon: entry.icon,
          label: t(entry.name),
          "data-testid": `menu-${entry.path.slice(1)}`,
        }))}
      />
    </nav>
  );
}
