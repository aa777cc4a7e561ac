/** Whether the draft is safe, in one word; and the question when two people have saved. */
import { CheckCircleOutlined, CloudSyncOutlined, ExclamationCircleOutlined } from "@ant-design/icons";
import { Alert, Button, Flex, Modal, Tag, theme, Typography } from "antd";
import dayjs from "dayjs";
import { useTranslation } from "react-i18next";
import { useFailure } from "@/parts/useFailure";
import { useMessageOf } from "@/parts/useMessageOf";
import type { DraftState } from "./DraftKeeper";
import type { DraftControl } from "./useDraft";

export function DraftStatus({ state }: { state: DraftState }) {
  const { t } = useTranslation("designer");
  const { token } = theme.useToken();
  const messageOf = useMessageOf();
  const words =
    state.kind === "saved" && state.at !== null
      ? t("draft.savedAt", { time: dayjs(state.at).format("HH:mm:ss") })
      : t(`draft.${state.kind}`);
  const bad = state.kind === "failed" || state.kind === "conflict";
  const Icon = bad
    ? ExclamationCircleOutlined
    : state.kind === "saved"
      ? CheckCircleOutlined
      : CloudSyncOutlined;
  return (
    <Typography.Text
      type={bad ? "danger" : "secondary"}
      role="status"
      style={{ whiteSpace: "nowrap", fontSize: 13 }}
      title={state.kind === "failed" ? messageOf(state.error) : undefined}
      data-testid="designer-saved"
      data-state={state.kind}
    >
      <Icon style={{ color: state.kind === "saved" ? token.colorSuccess : undefined, marginInlineEnd: 6 }} />
      {words}
    </Typography.Text>
  );
}

/** Nothing is lost either way: what is not taken can be kept as a file. */
export function ConflictDialog({ draft, onKeepFile }: { draft: DraftControl; onKeepFile: () => void }) {
  const { t } = useTranslation("designer");
  const fail = useFailure();
  const conflict = draft.state.kind === "conflict";
  return (
    <Modal
      open={conflict}
      closable={false}
      keyboard={false}
      title={t("conflict.title")}
      footer={null}
      data-testid="designer-conflict"
    >
      <Typography.Paragraph>{t("conflict.what")}</Typography.Paragraph>
      <Flex vertical gap={8}>
        <Button block onClick={() => void draft.takeTheirs().catch(fail)} data-testid="conflict-theirs">
          {t("conflict.theirs")}
        </Button>
        <Button block danger onClick={() => void draft.overwrite().catch(fail)} data-testid="conflict-mine">
          {t("conflict.mine")}
        </Button>
        <Button block type="link" onClick={onKeepFile}>
          {t("conflict.file")}
        </Button>
      </Flex>
    </Modal>
  );
}

/** What was found on this device when the model was opened. */
export function RecoveryNote({ draft, onLoad }: { draft: DraftControl; onLoad: (content: string) => void }) {
  const { t } = useTranslation("designer");
  if (draft.found.kind === "none") return null;
  const { kind, copy } = draft.found;
  const time = dayjs(copy.at).format("MM-DD HH:mm");
  return (
    <Alert
      type={kind === "unsaved" ? "info" : "warning"}
      showIcon
      closable
      banner
      title={t(kind === "unsaved" ? "draft.recovered" : "draft.diverged", { time })}
      action={
        kind === "diverged" && (
          <Button size="small" onClick={() => onLoad(copy.content)}>
            {t("draft.useCopy")}
          </Button>
        )
      }
      data-testid="designer-recovered"
    />
  );
}

export function VersionTag({ version }: { version: number | null }) {
  const { t } = useTranslation("designer");
  return version === null ? (
    <Tag>{t("list.never")}</Tag>
  ) : (
    <Tag color="success">{t("version", { version })}</Tag>
  );
}
