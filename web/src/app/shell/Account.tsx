/** The person's own menu: language, brightness, account, sign out. */
import { BgColorsOutlined, GlobalOutlined, LogoutOutlined, UserOutlined } from "@ant-design/icons";
import { useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { Avatar, Button, Dropdown } from "antd";
import type { MenuProps } from "antd";
import { useTranslation } from "react-i18next";
import { setLanguage as tellLanguage, sessionQuery, signOut } from "@/api/session";
import type { Language } from "@/api/types";
import { usePreferences, type BrightnessChoice } from "../preferences";
import { useMe } from "../useMe";
import { useFailure } from "@/parts/useFailure";

export function Account({ wide }: { wide: boolean }) {
  const { t } = useTranslation("shell");
  const me = useMe();
  const { language, setLanguage, brightnessChoice, setBrightness } = usePreferences();
  const navigate = useNavigate();
  const client = useQueryClient();
  const fail = useFailure();

  const speak = (wanted: Language) => {
    setLanguage(wanted);
    // What the server writes (timelines, notices) comes again in the new language.
    tellLanguage(wanted)
      .then((fresh) => client.setQueryData(sessionQuery.queryKey, fresh))
      .then(() => client.invalidateQueries())
      .catch(fail);
  };
  const leave = () => {
    signOut()
      .then(() => {
        client.clear();
        client.setQueryData(sessionQuery.queryKey, null);
        return navigate({ to: "/sign-in", search: {} });
      })
      .catch(fail);
  };

  const items: MenuProps["items"] = [
    {
      key: "me",
      icon: <UserOutlined />,
      label: t("account.me"),
      onClick: () => void navigate({ to: "/me" }),
    },
    {
      key: "language",
      icon: <GlobalOutlined />,
      label: t("account.language"),
      children: (["zh", "en"] as const).map((value) => ({
        key: `language-${value}`,
        label: t(`common:language.${value}`),
        onClick: () => speak(value),
      })),
    },
    {
      key: "brightness",
      icon: <BgColorsOutlined />,
      label: t("account.brightness"),
      children: (["system", "light", "dark"] as const satisfies BrightnessChoice[]).map((value) => ({
        key: `brightness-${value}`,
        label: t(`common:brightness.${value}`),
        onClick: () => setBrightness(value),
      })),
    },
    { type: "divider" },
    { key: "sign-out", icon: <LogoutOutlined />, label: t("account.signOut"), onClick: leave },
  ];
  return (
    <Dropdown
      trigger={["click"]}
      menu={{ items, selectedKeys: [`language-${language}`, `brightness-${brightnessChoice}`] }}
    >
      <Button type="text" data-testid="account" style={{ paddingInline: 6 }}>
        <Avatar size={26} aria-hidden style={{ backgroundColor: "#1b5e8c", color: "#fff" }}>
          {me?.name.slice(0, 1)}
        </Avatar>
        <span className={wide ? undefined : "lq-visually-hidden"}>{me?.name}</span>
        <span className="lq-visually-hidden">{t("account.menu")}</span>
      </Button>
    </Dropdown>
  );
}
