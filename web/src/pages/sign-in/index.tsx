/** Sign in with user name and password. */
import { LockOutlined, UserOutlined } from "@ant-design/icons";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useNavigate, useRouter, useSearch } from "@tanstack/react-router";
import { Alert, Button, Card, Flex, Form, Input, Segmented, theme, Typography } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { isApiError } from "@/api";
import { sessionQuery, setLanguage as tellLanguage, signIn } from "@/api/session";
import type { Language, Me } from "@/api/types";
import { usePreferences } from "@/app/preferences";
import { Logo } from "@/app/shell/Logo";
import { usePageTitle } from "@/parts/PageFrame";
import { useFailure } from "@/parts/useFailure";
import { useMessageOf } from "@/parts/useMessageOf";

interface Credentials {
  user: string;
  password: string;
}

export function SignInPage() {
  const { t } = useTranslation("signIn");
  const { token } = theme.useToken();
  const { language, setLanguage } = usePreferences();
  const enter = useEntrance();
  const [chosen, setChosen] = useState<Language>();
  const messageOf = useMessageOf();
  usePageTitle(t("title"));

  const attempt = useMutation({
    mutationFn: ({ user, password }: Credentials) => signIn(user, password),
    onSuccess: (me) => enter(me, chosen),
  });
  const why = attempt.error && (isApiError(attempt.error, 401) ? t("wrong") : messageOf(attempt.error));
  return (
    <Flex
      component="main"
      vertical
      align="center"
      justify="center"
      style={{ minHeight: "100%", padding: 16, background: token.colorBgLayout }}
    >
      <Card style={{ width: "min(400px, 100%)" }} styles={{ body: { padding: "32px 28px 24px" } }}>
        <Flex vertical align="center" gap={10} style={{ marginBottom: 28 }}>
          <Logo size={48} />
          <Typography.Title level={1} style={{ fontSize: 22, margin: 0, letterSpacing: 2 }}>
            {t("shell:product")}
          </Typography.Title>
          <Typography.Text type="secondary">{t("lead")}</Typography.Text>
        </Flex>
        <Form<Credentials> layout="vertical" requiredMark={false} size="large" onFinish={attempt.mutate}>
          {why && (
            <Alert
              type="error"
              showIcon
              title={why}
              role="alert"
              style={{ marginBottom: 16 }}
              data-testid="sign-in-error"
            />
          )}
          <Form.Item name="user" label={t("user")} rules={[{ required: true, message: t("userNeeded") }]}>
            <Input prefix={<UserOutlined />} autoComplete="username" autoFocus data-testid="sign-in-user" />
          </Form.Item>
          <Form.Item
            name="password"
            label={t("password")}
            rules={[{ required: true, message: t("passwordNeeded") }]}
          >
            <Input.Password
              prefix={<LockOutlined />}
              autoComplete="current-password"
              data-testid="sign-in-password"
            />
          </Form.Item>
          <Button
            type="primary"
            htmlType="submit"
            block
            loading={attempt.isPending}
            data-testid="sign-in-submit"
          >
            {t("submit")}
          </Button>
        </Form>
      </Card>
      <Segmented<Language>
        style={{ marginTop: 20 }}
        aria-label={t("shell:account.language")}
        value={language}
        onChange={(wanted) => {
          setChosen(wanted);
          setLanguage(wanted);
        }}
        options={(["zh", "en"] as const).map((value) => ({ value, label: t(`common:language.${value}`) }))}
      />
    </Flex>
  );
}

/** After signing in: speak the person's language (the one chosen here, or the one kept) and go where they wanted to go. */
function useEntrance() {
  const client = useQueryClient();
  const router = useRouter();
  const navigate = useNavigate();
  const { next } = useSearch({ from: "/sign-in" });
  const { setLanguage } = usePreferences();
  const fail = useFailure();
  return async (me: Me, chosen: Language | undefined) => {
    client.clear();
    client.setQueryData(sessionQuery.queryKey, me);
    if (chosen === undefined) setLanguage(me.language);
    else if (chosen !== me.language) {
      await tellLanguage(chosen).then((fresh) => client.setQueryData(sessionQuery.queryKey, fresh), fail);
    }
    if (next) router.history.push(next);
    else await navigate({ to: "/inbox" });
  };
}
