/** Files may be dropped anywhere on the page. */
import { InboxOutlined } from "@ant-design/icons";
import { Flex, theme, Typography } from "antd";
import { useRef, useState, type DragEvent, type ReactNode } from "react";
import { useTranslation } from "react-i18next";

const carriesFiles = (event: DragEvent): boolean => event.dataTransfer.types.includes("Files");

export function DropZone({ onFiles, children }: { onFiles: (files: File[]) => void; children: ReactNode }) {
  const { t } = useTranslation("designer");
  const { token } = theme.useToken();
  const [over, setOver] = useState(false);
  // Entering a child leaves its parent: only the balance tells whether the pointer is still inside.
  const depth = useRef(0);
  const move = (step: 1 | -1) => (event: DragEvent) => {
    if (!carriesFiles(event)) return;
    depth.current += step;
    setOver(depth.current > 0);
  };
  return (
    <div
      style={{ position: "relative", minHeight: "100%" }}
      onDragEnter={move(1)}
      onDragLeave={move(-1)}
      onDragOver={(event) => {
        if (carriesFiles(event)) event.preventDefault();
      }}
      onDrop={(event) => {
        depth.current = 0;
        setOver(false);
        if (!carriesFiles(event)) return;
        event.preventDefault();
        onFiles([...event.dataTransfer.files]);
      }}
      data-testid="designer-drop"
    >
      {children}
      {over && (
        <Flex
          vertical
          align="center"
          justify="center"
          gap={12}
          style={{
            position: "absolute",
            inset: 12,
            zIndex: 10,
            border: `2px dashed ${token.colorPrimary}`,
            borderRadius: 12,
            background: token.colorBgElevated,
            opacity: 0.95,
            pointerEvents: "none",
          }}
        >
          <InboxOutlined style={{ fontSize: 40, color: token.colorPrimary }} />
          <Typography.Text strong>{t("list.dropHere")}</Typography.Text>
        </Flex>
      )}
    </div>
  );
}
