/** The verbs that this person has now, always in sight at the foot of the page. */
import { Alert, Button, Flex, Grid, Popconfirm, theme, Typography } from "antd";
import dayjs from "dayjs";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Task, Verb } from "@/api/types";
import { CopyDialog, SendBackDialog, TransferDialog } from "./VerbDialogs";
import type { Verbs } from "./useVerbs";

interface Props {
  task: Task;
  verbs: Verbs;
  submitLabel: string | undefined;
  draftSavedAt: Date | undefined;
}

export function VerbBar({ task, verbs, submitLabel, draftSavedAt }: Props) {
  const { t } = useTranslation("inbox");
  const { token } = theme.useToken();
  const wide = Grid.useBreakpoint().md ?? true;
  const [dialog, setDialog] = useState<Verb>();
  const may = (verb: Verb) => task.actions.includes(verb);
  if (task.actions.length === 0) return null;
  const of = (verb: Verb) => ({
    loading: verbs.busy === verb,
    disabled: verbs.busy !== undefined && verbs.busy !== verb,
    "data-testid": `verb-${verb}`,
  });
  const close = () => setDialog(undefined);
  const completeLabel = submitLabel ?? t("verb.complete");
  return (
    <Flex
      gap={10}
      wrap
      align="center"
      role="group"
      aria-label={t("task.verbs")}
      style={{
        position: "sticky",
        bottom: 0,
        zIndex: 5,
        padding: wide ? "12px 28px" : "10px 12px",
        background: token.colorBgContainer,
        borderTop: `1px solid ${token.colorBorderSecondary}`,
      }}
    >
      {verbs.refusal && (
        <Alert
          type="error"
          showIcon
          role="alert"
          title={verbs.refusal}
          style={{ width: "100%" }}
          data-testid="task-refusal"
        />
      )}
      {may("claim") && (
        <Button type="primary" onClick={verbs.claim} {...of("claim")}>
          {t("verb.claim")}
        </Button>
      )}
      {may("approve") && (
        <Button type="primary" onClick={verbs.approve} {...of("approve")}>
          {t("verb.approve")}
        </Button>
      )}
      {may("complete") && (
        <Button type="primary" onClick={verbs.complete} {...of("complete")}>
          {completeLabel}
        </Button>
      )}
      {may("reject") && (
        <Button danger onClick={verbs.reject} {...of("reject")}>
          {t("verb.reject")}
        </Button>
      )}
      {may("send-back") && (
        <Button onClick={() => setDialog("send-back")} {...of("send-back")}>
          {t("verb.send-back")}
        </Button>
      )}
      {may("transfer") && (
        <Button onClick={() => setDialog("transfer")} {...of("transfer")}>
          {t("verb.transfer")}
        </Button>
      )}
      {may("copy") && (
        <Button onClick={() => setDialog("copy")} {...of("copy")}>
          {t("verb.copy")}
        </Button>
      )}
      {may("urge") && (
        <Popconfirm title={t("urge.sure")} onConfirm={verbs.urge}>
          <Button {...of("urge")}>{t("verb.urge")}</Button>
        </Popconfirm>
      )}
      {may("unclaim") && (
        <Button onClick={verbs.unclaim} {...of("unclaim")}>
          {t("verb.unclaim")}
        </Button>
      )}
      <span style={{ flex: 1 }} />
      {draftSavedAt && (
        <Typography.Text type="secondary" data-testid="draft-saved">
          {t("task.draftSaved", { time: dayjs(draftSavedAt).format("HH:mm") })}
        </Typography.Text>
      )}
      {dialog === "send-back" && <SendBackDialog verbs={verbs} onClose={close} />}
      {dialog === "transfer" && <TransferDialog verbs={verbs} task={task} onClose={close} />}
      {dialog === "copy" && <CopyDialog verbs={verbs} onClose={close} />}
    </Flex>
  );
}
