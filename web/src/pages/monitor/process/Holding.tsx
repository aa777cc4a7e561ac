/** Who holds what, and since when; the longest first. */
import { Link } from "@tanstack/react-router";
import { Avatar, Empty, Flex, Typography } from "antd";
import dayjs from "dayjs";
import { useTranslation } from "react-i18next";
import type { Heat } from "@/api/types";
import { durationText } from "../duration";

export function Holding({ heat, names }: { heat: Heat; names: Record<string, string> }) {
  const { t } = useTranslation("monitor");
  if (heat.holding.length === 0)
    return <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={t("holding.none")} />;
  const longest = [...heat.holding].sort((one, other) => one.since.localeCompare(other.since));
  return (
    <ul style={{ margin: 0, padding: 0, listStyle: "none" }} data-testid="monitor-holding">
      {longest.map((held, index) => {
        // A task that nobody has claimed has no person.
        const person = (held.person as typeof held.person | null)?.name ?? t("holding.nobody");
        return (
          <li key={index}>
            <Flex gap={10} style={{ padding: "8px 4px" }}>
              <Avatar size={30} style={{ flex: "none", backgroundColor: "#1b5e8c", color: "#fff" }}>
                {person.slice(0, 1)}
              </Avatar>
              <div style={{ flex: 1, minWidth: 0 }}>
                <Flex justify="space-between" gap={8}>
                  <Typography.Text strong ellipsis>
                    {person}
                  </Typography.Text>
                  <Typography.Text style={{ whiteSpace: "nowrap" }}>
                    {durationText(dayjs().diff(held.since), t)}
                  </Typography.Text>
                </Flex>
                <Typography.Text type="secondary" style={{ fontSize: 12 }}>
                  {names[held.element] ?? held.element}
                </Typography.Text>
                <Link
                  to="/instances/$key"
                  params={{ key: held.instanceKey }}
                  style={{
                    display: "block",
                    overflow: "hidden",
                    textOverflow: "ellipsis",
                    whiteSpace: "nowrap",
                  }}
                >
                  {held.title || held.instanceKey}
                </Link>
              </div>
            </Flex>
          </li>
        );
      })}
    </ul>
  );
}
