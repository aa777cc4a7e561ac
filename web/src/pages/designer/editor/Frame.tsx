/** The frame around every editor: name, state of the draft, undo, versions, export, deploy. */
import { HistoryOutlined, RedoOutlined, RocketOutlined, UndoOutlined } from "@ant-design/icons";
import { Button, Divider, Dropdown, Flex, Space, theme, Tooltip, Typography, type MenuProps } from "antd";
import { DownOutlined, ExportOutlined } from "@ant-design/icons";
import type { ReactNode, RefObject } from "react";
import { useTranslation } from "react-i18next";
import { useCan } from "@/app/useMe";
import { usePageTitle } from "@/parts/PageFrame";
import { ConflictDialog, DraftStatus, RecoveryNote, VersionTag } from "../draft/DraftStatus";
import type { DraftControl } from "../draft/useDraft";
import type { EditorHandle } from "./EditorProps";

interface Props {
  draft: DraftControl;
  editor: RefObject<EditorHandle | null>;
  active: boolean;
  deployedVersion: number | null;
  deploying: boolean;
  onDeploy: () => void;
  onVersions: () => void;
  exports: { key: string; label: string; run: () => void }[];
  /** More buttons of this kind of model. */
  tools?: ReactNode;
  children: ReactNode;
}

export function Frame(props: Props) {
  const { draft, editor, active, exports } = props;
  const { t } = useTranslation("designer");
  const { token } = theme.useToken();
  const can = useCan();
  const menu: MenuProps["items"] = exports.map(({ key, label, run }) => ({ key, label, onClick: run }));
  return (
    <section
      className="lq-workbench"
      aria-label={draft.name}
      onKeyDown={(event) => {
        if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "s") {
          event.preventDefault();
          void draft.flush();
        }
      }}
    >
      {active && <Title name={draft.name} />}
      <Flex
        align="center"
        gap={10}
        wrap
        style={{
          padding: "6px 12px",
          background: token.colorBgContainer,
          borderBottom: `1px solid ${token.colorBorderSecondary}`,
        }}
      >
        <Typography.Title
          level={1}
          style={{
            flex: "none",
            maxWidth: 380,
            overflow: "hidden",
            whiteSpace: "nowrap",
            fontSize: 15,
            margin: 0,
          }}
          editable={{
            onChange: draft.rename,
            tooltip: t("editor.rename"),
            triggerType: ["icon", "text"],
            maxLength: 120,
          }}
        >
          {draft.name}
        </Typography.Title>
        <VersionTag version={props.deployedVersion} />
        <DraftStatus state={draft.state} />
        <div style={{ flex: 1 }} />
        <Space.Compact>
          <Tool
            label={t("editor.undo")}
            keys="Ctrl+Z"
            icon={<UndoOutlined />}
            onClick={() => editor.current?.undo()}
          />
          <Tool
            label={t("editor.redo")}
            keys="Ctrl+Y"
            icon={<RedoOutlined />}
            onClick={() => editor.current?.redo()}
          />
        </Space.Compact>
        {props.tools}
        <Divider orientation="vertical" style={{ marginInline: 0 }} />
        <Button icon={<HistoryOutlined />} onClick={props.onVersions} data-testid="designer-versions">
          {t("editor.versions")}
        </Button>
        <Dropdown menu={{ items: menu }} trigger={["click"]}>
          <Button icon={<ExportOutlined />} data-testid="designer-export">
            {t("editor.export")} <DownOutlined style={{ fontSize: 10 }} />
          </Button>
        </Dropdown>
        <Tooltip title={can("deploy") ? undefined : t("deploy.forbidden")}>
          <Button
            type="primary"
            icon={<RocketOutlined />}
            loading={props.deploying}
            disabled={!can("deploy")}
            onClick={props.onDeploy}
            data-testid="designer-deploy"
          >
            {t("deploy.action")}
          </Button>
        </Tooltip>
      </Flex>
      <RecoveryNote
        draft={draft}
        onLoad={(content) => void editor.current?.load(content).then(draft.changed)}
      />
      {props.children}
      <ConflictDialog draft={draft} onKeepFile={() => exports[0]?.run()} />
    </section>
  );
}

function Title({ name }: { name: string }) {
  usePageTitle(name);
  return null;
}

interface ToolProps {
  label: string;
  /** The shortcut that does the same. */
  keys?: string;
  icon: ReactNode;
  onClick: () => void;
  pressed?: boolean;
  testid?: string;
}

export function Tool({ label, keys, icon, onClick, pressed, testid }: ToolProps) {
  return (
    <Tooltip title={keys ? `${label} (${keys})` : label}>
      <Button
        icon={icon}
        aria-label={label}
        aria-pressed={pressed}
        type={pressed ? "primary" : "default"}
        ghost={pressed ?? false}
        onClick={onClick}
        data-testid={testid}
      />
    </Tooltip>
  );
}
