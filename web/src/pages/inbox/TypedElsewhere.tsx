/** The same form was filled in in two windows: which of the two is to go on. */
import { useQueryClient } from "@tanstack/react-query";
import { Alert, Button, Flex } from "antd";
import { useTranslation } from "react-i18next";
import { taskQuery } from "@/api/work";
import type { TaskDraft } from "./useDraft";

interface Props {
  taskKey: string;
  draft: TaskDraft;
  /** The screen begins anew, with the draft that the server has. */
  onTheirs: () => void;
}

export function TypedElsewhere({ taskKey, draft, onTheirs }: Props) {
  const { t } = useTranslation("inbox");
  const client = useQueryClient();
  const take = () => client.refetchQueries({ queryKey: taskQuery(taskKey).queryKey }).then(onTheirs);
  return (
    <Alert
      type="warning"
      showIcon
      role="alert"
      title={t("typed.title")}
      description={t("typed.kept")}
      action={
        <Flex vertical gap={6}>
          <Button size="small" onClick={draft.keepMine} data-testid="typed-mine">
            {t("typed.mine")}
          </Button>
          <Button size="small" onClick={() => void take()} data-testid="typed-theirs">
            {t("typed.theirs")}
          </Button>
        </Flex>
      }
      style={{ marginBottom: 16 }}
      data-testid="typed-elsewhere"
    />
  );
}
