/** What a person does with a task: asks the server, then says what came of it or why it was refused. */
import { useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { App } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { isApiError } from "@/api";
import type { Decision, Task } from "@/api/types";
import * as work from "@/api/work";
import type { FormState } from "@/forms";
import { useMessageOf } from "@/parts/useMessageOf";
import { nextToDo, useTellDone } from "./nextToDo";

export interface Verbs {
  busy: string | undefined;
  refusal: string | undefined;
  opinionFault: string | undefined;
  approve: () => void;
  complete: () => void;
  reject: () => void;
  sendBack: (mode: work.SendBackMode, opinion: string) => Promise<boolean>;
  transfer: (to: string, opinion: string) => Promise<boolean>;
  copy: (to: string[], note: string) => Promise<boolean>;
  urge: () => void;
  claim: () => void;
  unclaim: () => void;
}

interface Given {
  task: Task;
  form: FormState;
  opinion: string;
  onConflict: () => void;
}

export function useVerbs({ task, form, opinion, onConflict }: Given): Verbs {
  const { t } = useTranslation("inbox");
  const { message } = App.useApp();
  const tell = useTellDone();
  const client = useQueryClient();
  const navigate = useNavigate();
  const messageOf = useMessageOf();
  // Of the task as it was when the form was drawn: what somebody else changed since must not be written over.
  const [etag] = useState(task.etag);
  const [busy, setBusy] = useState<string>();
  const [refusal, setRefusal] = useState<string>();
  const [opinionFault, setOpinionFault] = useState<string>();

  const refresh = () =>
    Promise.all(
      [["task", task.key], ["tasks"], ["instances"], ["instance"]].map((queryKey) =>
        client.invalidateQueries({ queryKey }),
      ),
    );

  /** Answers whether what was typed is safe; where it is not, it stays on screen. */
  const drafted = (): Promise<boolean> =>
    work.saveDraft(task.key, form.typed(), "*").then(
      () => true,
      () => false,
    );

  /** Answers whether it was done. */
  async function act(
    name: string,
    ask: () => Promise<unknown>,
    done: (answer: unknown) => void,
  ): Promise<boolean> {
    setBusy(name);
    setRefusal(undefined);
    try {
      const answer = await ask();
      done(answer);
      await refresh();
      return true;
    } catch (error) {
      const others = isApiError(error, 422) ? form.refuse(error.fields) : [];
      const words = others.map((problem) => `${problem.field}: ${problem.message}`);
      setRefusal([messageOf(error), ...words].join(" · "));
      if (isApiError(error, 409)) {
        // Somebody was quicker: say who, for the verbs may be gone when the task comes again.
        void message.warning(messageOf(error), 8);
        const kept = !form.changed || (await drafted());
        await refresh();
        if (kept) onConflict();
      }
      return false;
    } finally {
      setBusy(undefined);
    }
  }

  const leave = (answer: unknown) => {
    const { outcome, decided } = answer as Decision;
    leaveSaying(decided ? `outcome.${outcome}` : "outcome.pending");
  };
  const leaveSaying = (key: string) => {
    void navigate({ to: "/inbox" });
    void nextToDo(client, task.key).then((next) => tell(t(key), next));
  };
  const say = (key: string) => () => void message.success(t(key));

  function withForm(name: string, ask: (submission: work.Submission) => Promise<Decision>): void {
    setOpinionFault(undefined);
    const variables = form.check();
    if (!variables) {
      setRefusal(t("task.incomplete"));
      focusFirstFault();
      return;
    }
    void act(name, () => ask({ variables, opinion: opinion.trim(), etag: etag }), leave);
  }

  return {
    busy,
    refusal,
    opinionFault,
    approve: () => withForm("approve", (submission) => work.approve(task.key, submission)),
    complete: () => withForm("complete", (submission) => work.complete(task.key, submission)),
    reject: () => {
      if (opinion.trim() === "") {
        setOpinionFault(t("opinion.needed"));
        document.getElementById("opinion")?.focus();
        return;
      }
      setOpinionFault(undefined);
      void act("reject", () => work.reject(task.key, opinion.trim()), leave);
    },
    sendBack: (mode, words) =>
      act(
        "send-back",
        () => work.sendBack(task.key, mode, words.trim()),
        () => leaveSaying("done.send-back"),
      ),
    transfer: (to, words) =>
      act(
        "transfer",
        () => work.transfer(task.key, to, words.trim()),
        () => leaveSaying("done.transfer"),
      ),
    copy: (to, note) => act("copy", () => work.copyTo(task.key, to, note.trim()), say("done.copy")),
    urge: () => void act("urge", () => work.urge(task.key), say("done.urge")),
    claim: () => void act("claim", () => work.claim(task.key), say("done.claim")),
    unclaim: () => void act("unclaim", () => work.unclaim(task.key), say("done.unclaim")),
  };
}

/** After the faults are drawn. */
function focusFirstFault(): void {
  requestAnimationFrame(() => {
    const first = document.querySelector<HTMLElement>('[data-testid="form"] [aria-invalid="true"]');
    first?.scrollIntoView({ block: "center" });
    first?.focus({ preventScroll: true });
  });
}
