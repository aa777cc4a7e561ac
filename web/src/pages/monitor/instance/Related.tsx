/** The instance that called this one, and those that it called. */
import { Link } from "@tanstack/react-router";
import { Flex, Typography } from "antd";
import { useTranslation } from "react-i18next";
import type { Instance, InstanceRow } from "@/api/types";
import { When } from "@/parts/When";
import { StateTag } from "../StateTag";

export function Related({ instance }: { instance: Instance }) {
  const { t } = useTranslation("monitor");
  return (
    <Flex vertical gap={20}>
      {instance.parent && <Part title={t("related.parent")} rows={[instance.parent]} />}
      {instance.children.length > 0 && <Part title={t("related.children")} rows={instance.children} />}
    </Flex>
  );
}

function Part({ title, rows }: { title: string; rows: InstanceRow[] }) {
  return (
    <section>
      <Typography.Text strong>{title}</Typography.Text>
      <ul style={{ margin: "6px 0 0", padding: 0, listStyle: "none" }}>
        {rows.map((row) => (
          <li key={row.key}>
            <Flex gap={12} align="center" style={{ padding: "5px 0" }} wrap>
              <StateTag state={row.state} incidents={row.incidents} />
              <Link to="/instances/$key" params={{ key: row.key }}>
                {row.title || row.businessId || row.key}
              </Link>
              <Typography.Text type="secondary">{row.processName}</Typography.Text>
              <When at={row.startedAt} secondary />
            </Flex>
          </li>
        ))}
      </ul>
    </section>
  );
}
