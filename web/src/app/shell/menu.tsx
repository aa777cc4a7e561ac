/** The main menu: what stands in it depends on what the person may do. */
import {
  ApiOutlined,
  BarChartOutlined,
  DeploymentUnitOutlined,
  HistoryOutlined,
  InboxOutlined,
  PlusCircleOutlined,
  SendOutlined,
  TeamOutlined,
} from "@ant-design/icons";
import type { ReactNode } from "react";
import type { Ability } from "@/api/types";

export type MenuPath =
  "/inbox" | "/start" | "/mine" | "/designer" | "/monitor" | "/systems" | "/people" | "/keeping";

interface MenuEntry {
  path: MenuPath;
  /** Key of its name in namespace "shell". */
  name: string;
  icon: ReactNode;
  needs?: Ability;
}

export const MENU: MenuEntry[] = [
  { path: "/inbox", name: "menu.inbox", icon: <InboxOutlined /> },
  { path: "/start", name: "menu.start", icon: <PlusCircleOutlined /> },
  { path: "/mine", name: "menu.mine", icon: <SendOutlined /> },
  { path: "/designer", name: "menu.designer", icon: <DeploymentUnitOutlined />, needs: "design" },
  { path: "/monitor", name: "menu.monitor", icon: <BarChartOutlined />, needs: "monitor" },
  { path: "/systems", name: "menu.systems", icon: <ApiOutlined />, needs: "systems" },
  { path: "/people", name: "menu.people", icon: <TeamOutlined /> },
  { path: "/keeping", name: "menu.keeping", icon: <HistoryOutlined />, needs: "administer" },
];

/** The entry that a path belongs to; an instance belongs to the monitor. */
export function activePath(pathname: string): MenuPath | undefined {
  const home = pathname.startsWith("/instances/") ? "/monitor" : pathname;
  return MENU.find((entry) => home === entry.path || home.startsWith(`${entry.path}/`))?.path;
}
