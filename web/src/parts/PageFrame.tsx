/** The frame of an ordinary page: its title (also the browser's), its actions, its content. */
import { Flex, Grid, Typography } from "antd";
import { useEffect, type ReactNode } from "react";
import { useTranslation } from "react-i18next";

interface Props {
  title: string;
  /** Under the title. */
  lead?: ReactNode;
  actions?: ReactNode;
  /** Widest the content becomes, in pixels. */
  maxWidth?: number;
  children: ReactNode;
}

export function PageFrame({ title, lead, actions, maxWidth = 1280, children }: Props) {
  const wide = Grid.useBreakpoint().md ?? true;
  usePageTitle(title);
  return (
    <div style={{ padding: wide ? "20px 28px 40px" : "14px 12px 32px", maxWidth, marginInline: "auto" }}>
      <Flex align="center" gap={12} wrap style={{ marginBottom: 16 }}>
        <div style={{ flex: 1, minWidth: 180 }}>
          <Typography.Title level={1} style={{ fontSize: wide ? 20 : 18, margin: 0 }}>
            {title}
          </Typography.Title>
          {lead && <div style={{ marginTop: 4 }}>{lead}</div>}
        </div>
        {actions}
      </Flex>
      {children}
    </div>
  );
}

export function usePageTitle(title: string): void {
  const { t } = useTranslation("shell");
  useEffect(() => {
    document.title = `${title} · ${t("product")}`;
  }, [title, t]);
}
