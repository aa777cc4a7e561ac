/** How the app looks, in light and in dark: calm water blue, quiet surfaces, text that passes WCAG AA. */
import { theme, type ThemeConfig } from "antd";

export type Brightness = "light" | "dark";

const FONT =
  '-apple-system, BlinkMacSystemFont, "Segoe UI", "PingFang SC", "Hiragino Sans GB", "Microsoft YaHei", ' +
  '"Noto Sans CJK SC", "Source Han Sans SC", "Helvetica Neue", Arial, sans-serif';
const MONO = 'ui-monospace, "SFMono-Regular", Menlo, Consolas, "Noto Sans Mono CJK SC", monospace';

const LIGHT: ThemeConfig["token"] = {
  colorPrimary: "#1b5e8c",
  colorPrimaryBg: "#e5f0f7",
  controlItemBgActive: "#e5f0f7",
  controlItemBgActiveHover: "#d8e8f2",
  colorInfoBg: "#e5f0f7",
  colorSuccessBg: "#e7f4ea",
  colorWarningBg: "#fdf3e1",
  colorErrorBg: "#fdeceb",
  volcano: "#c4360c",
  colorLink: "#1b5e8c",
  colorLinkHover: "#164f77",
  colorInfo: "#1b5e8c",
  colorSuccess: "#277540",
  colorWarning: "#96590a",
  colorError: "#c0362c",
  colorBgLayout: "#f3f5f7",
  colorText: "rgba(14, 27, 38, 0.9)",
  colorTextSecondary: "rgba(14, 27, 38, 0.72)",
  colorTextTertiary: "rgba(14, 27, 38, 0.64)",
  colorTextPlaceholder: "rgba(14, 27, 38, 0.64)",
  colorBorderSecondary: "#e4e9ed",
};

const DARK: ThemeConfig["token"] = {
  colorPrimary: "#66b8ee",
  colorPrimaryBg: "#15303f",
  colorInfoBg: "#15303f",
  colorSuccessBg: "#16301f",
  colorWarningBg: "#33270f",
  colorErrorBg: "#3a1c1a",
  controlItemBgActive: "#15303f",
  controlItemBgActiveHover: "#1a3b4e",
  colorLink: "#6db5e4",
  colorLinkHover: "#93cbf0",
  colorInfo: "#66b8ee",
  colorSuccess: "#6fce90",
  colorWarning: "#edb35c",
  colorError: "#f58f85",
  colorBgBase: "#10161b",
  colorBgLayout: "#0b1014",
  colorBorder: "#37464f",
  colorBgContainer: "#151d23",
  colorBgElevated: "#1b242b",
  colorText: "rgba(240, 246, 250, 0.9)",
  colorTextSecondary: "rgba(240, 246, 250, 0.72)",
  colorTextTertiary: "rgba(240, 246, 250, 0.62)",
  colorTextPlaceholder: "rgba(240, 246, 250, 0.6)",
  colorBorderSecondary: "#26323b",
};

export function themeFor(brightness: Brightness): ThemeConfig {
  const dark = brightness === "dark";
  const colors = dark ? DARK : LIGHT;
  return {
    algorithm: dark ? theme.darkAlgorithm : theme.defaultAlgorithm,
    token: { ...colors, fontFamily: FONT, fontFamilyCode: MONO, borderRadius: 6, wireframe: false },
    components: {
      Layout: { headerHeight: 52, headerPadding: "0 16px", siderBg: colors?.colorBgContainer ?? "#ffffff" },
      Menu: {
        itemBorderRadius: 6,
        itemHeight: 38,
        activeBarBorderWidth: 0,
        itemSelectedBg: dark ? "#15303f" : "#e5f0f7",
        ...(dark ? { itemSelectedColor: "#8ccaf2" } : {}),
      },
      Table: { headerBg: dark ? "#19232a" : "#f7f9fa", cellPaddingBlockSM: 9, cellPaddingInlineMD: 14 },
      Button: {
        primaryShadow: "none",
        defaultShadow: "none",
        dangerShadow: "none",
        ...(dark ? { primaryColor: "#08131b" } : {}),
      },
      Timeline: { dotBg: "transparent" },
    },
  };
}
