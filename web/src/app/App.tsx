/** Everything that surrounds the pages: language, theme, cache, router. */
import { QueryClientProvider } from "@tanstack/react-query";
import { RouterProvider } from "@tanstack/react-router";
import { App as AntApp, ConfigProvider } from "antd";
import { I18nextProvider } from "react-i18next";
import { setSurroundings } from "@/api";
import { sessionQuery } from "@/api/session";
import { antdLocale, i18n, TAGS } from "./i18n";
import { PreferencesProvider, usePreferences } from "./preferences";
import { queryClient } from "./queryClient";
import { router } from "./router";
import { themeFor } from "./theme";

setSurroundings({
  language: () => TAGS[i18n.language === "en" ? "en" : "zh"],
  offline: () => i18n.t("common:error.offline"),
  onSignedOut: () => {
    queryClient.setQueryData(sessionQuery.queryKey, null);
    void router.invalidate();
  },
});

export function App() {
  return (
    <I18nextProvider i18n={i18n}>
      <PreferencesProvider>
        <QueryClientProvider client={queryClient}>
          <Themed />
        </QueryClientProvider>
      </PreferencesProvider>
    </I18nextProvider>
  );
}

function Themed() {
  const { brightness, language } = usePreferences();
  const locale = antdLocale(language);
  return (
    <ConfigProvider
      theme={themeFor(brightness)}
      button={{ autoInsertSpace: false }}
      modal={{ styles: { header: { marginBottom: 16 } } }}
      {...(locale ? { locale } : {})}
    >
      <AntApp style={{ height: "100%" }}>
        <RouterProvider router={router} />
      </AntApp>
    </ConfigProvider>
  );
}
