/** Myself: who I am here, my password, my tokens for programs. */
import { Card, Col, Descriptions, Row } from "antd";
import { useTranslation } from "react-i18next";
import { useMe } from "@/app/useMe";
import { PageFrame } from "@/parts/PageFrame";
import { PasswordForm } from "./PasswordForm";
import { Tokens } from "./Tokens";

export function MePage() {
  const { t } = useTranslation("me");
  const me = useMe();
  if (!me) return null;
  const comma = t("comma");
  return (
    <PageFrame title={t("title")} maxWidth={1080}>
      <Row gutter={[20, 20]}>
        <Col xs={24} md={12}>
          <Card title={t("profile.title")}>
            <Descriptions
              column={1}
              size="small"
              items={[
                { key: "name", label: t("profile.name"), children: me.name },
                { key: "id", label: t("profile.id"), children: me.id },
                { key: "email", label: t("profile.email"), children: me.email || t("common:none") },
                {
                  key: "department",
                  label: t("profile.department"),
                  children: me.department?.name ?? t("common:none"),
                },
                {
                  key: "roles",
                  label: t("profile.roles"),
                  children: me.roles.join(comma) || t("common:none"),
                },
                {
                  key: "groups",
                  label: t("profile.groups"),
                  children: me.groups.join(comma) || t("common:none"),
                },
              ]}
            />
          </Card>
        </Col>
        <Col xs={24} md={12}>
          <Card title={t("password.title")}>
            <PasswordForm />
          </Card>
        </Col>
        <Col span={24}>
          <Tokens />
        </Col>
      </Row>
    </PageFrame>
  );
}
