/** After one task the next: offered with the word that the first is done. */
import type { QueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { App, Button } from "antd";
import { useTranslation } from "react-i18next";
import type { TaskRow } from "@/api/types";
import { tasksQuery } from "@/api/work";

const SHOWN_S = 6;

/** The first of what is left to do; undefined if that is nothing, or cannot be told now. */
export async function nextToDo(client: QueryClient, done: string): Promise<TaskRow | undefined> {
  try {
    const { pages } = await client.fetchInfiniteQuery({ ...tasksQuery({ box: "todo" }), staleTime: 0 });
    return pages.flatMap(({ items }) => items).find(({ key }) => key !== done);
  } catch {
    // The list on screen says what is wrong.
    return undefined;
  }
}

/** Says what came of a task; with a button to the next one, if there is one. */
export function useTellDone(): (words: string, next: TaskRow | undefined) => void {
  const { t } = useTranslation("inbox");
  const { message } = App.useApp();
  const navigate = useNavigate();
  return (words, next) => {
    if (!next) return void message.success(words);
    const key = `done-${next.key}`;
    const open = () => {
      message.destroy(key);
      void navigate({ to: "/inbox/$key", params: { key: next.key } });
    };
    const content = (
      <>
        {words}
        <Button type="link" size="small" onClick={open} data-testid="task-next">
          {t("next", { title: next.title })}
        </Button>
      </>
    );
    return void message.open({ type: "success", key, duration: SHOWN_S, content });
  };
}
