/** Tokens for programs that work in my name. */
import { DeleteOutlined } from "@ant-design/icons";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Alert, Button, Card, Empty, Flex, Form, Input, Popconfirm, Table, Typography } from "antd";
import { useTranslation } from "react-i18next";
import { createToken, revokeToken, tokensQuery } from "@/api/session";
import type { ApiToken } from "@/api/types";
import { ErrorNote } from "@/parts/ErrorNote";
import { useFailure } from "@/parts/useFailure";
import { When } from "@/parts/When";

export function Tokens() {
  const { t } = useTranslation("me");
  const list = useQuery(tokensQuery);
  const client = useQueryClient();
  const fail = useFailure();
  const refresh = () => client.invalidateQueries({ queryKey: ["tokens"] });
  const [form] = Form.useForm<{ name: string }>();
  const create = useMutation({
    mutationFn: ({ name }: { name: string }) => createToken(name.trim()),
    onSuccess: () => {
      form.resetFields();
      return refresh();
    },
    onError: fail,
  });
  const revoke = useMutation({ mutationFn: revokeToken, onSettled: refresh, onError: fail });
  return (
    <Card title={t("token.title")}>
      <Typography.Paragraph type="secondary">{t("token.lead")}</Typography.Paragraph>
      <Form form={form} layout="inline" onFinish={create.mutate} style={{ marginBottom: 16, rowGap: 8 }}>
        <Form.Item
          name="name"
          rules={[{ required: true, whitespace: true, message: t("forms:fault.needed") }]}
        >
          <Input
            aria-label={t("token.name")}
            placeholder={t("token.name")}
            maxLength={80}
            data-testid="token-name"
          />
        </Form.Item>
        <Button htmlType="submit" loading={create.isPending} data-testid="token-create">
          {t("token.create")}
        </Button>
      </Form>
      {create.data && (
        <Alert
          type="success"
          showIcon
          style={{ marginBottom: 16 }}
          title={t("token.once")}
          description={
            <Typography.Text
              code
              copyable={{ tooltips: [t("common:action.copy"), t("common:copied")] }}
              data-testid="token-value"
            >
              {create.data.token}
            </Typography.Text>
          }
        />
      )}
      {list.error && <ErrorNote error={list.error} onRetry={() => void list.refetch()} />}
      <Table<ApiToken>
        rowKey="id"
        size="small"
        loading={list.isPending}
        dataSource={list.data ?? []}
        pagination={false}
        {...(list.data?.length ? { scroll: { x: 520 } } : {})}
        locale={{ emptyText: <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={t("token.none")} /> }}
        columns={[
          { key: "name", title: t("token.name"), render: (_, token) => token.name },
          {
            key: "createdAt",
            title: t("token.createdAt"),
            width: 150,
            render: (_, token) => <When at={token.createdAt} />,
          },
          {
            key: "lastUsedAt",
            title: t("token.lastUsedAt"),
            width: 150,
            render: (_, token) => <When at={token.lastUsedAt} />,
          },
          {
            key: "verbs",
            title: t("token.verbs"),
            width: 80,
            render: (_, token) => (
              <Flex>
                <Popconfirm
                  title={t("token.revokeSure", { name: token.name })}
                  onConfirm={() => revoke.mutate(token)}
                >
                  <Button
                    size="small"
                    type="text"
                    danger
                    icon={<DeleteOutlined />}
                    aria-label={t("token.revoke", { name: token.name })}
                  />
                </Popconfirm>
              </Flex>
            ),
          },
        ]}
      />
    </Card>
  );
}
