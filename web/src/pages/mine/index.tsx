/** Everything that I have started. */
import { SearchOutlined } from "@ant-design/icons";
import { Input } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { PageFrame } from "@/parts/PageFrame";
import { useSettled } from "@/parts/useSettled";
import { InstanceList } from "./InstanceList";

export function MinePage() {
  const { t } = useTranslation("inbox");
  const [typed, setTyped] = useState("");
  const q = useSettled(typed.trim(), 300);
  return (
    <PageFrame
      title={t("tab.mine")}
      actions={
        <Input
          allowClear
          prefix={<SearchOutlined />}
          aria-label={t("search")}
          placeholder={t("search")}
          value={typed}
          onChange={(event) => setTyped(event.target.value)}
          style={{ width: 280, maxWidth: "100%" }}
          data-testid="mine-search"
        />
      }
    >
      <InstanceList q={q} />
    </PageFrame>
  );
}
