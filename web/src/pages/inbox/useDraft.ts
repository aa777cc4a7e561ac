/** Keeps what somebody has typed so far on the server, so that nothing is lost between two visits. */
import { useEffect, useRef, useState } from "react";
import { writeJson } from "@/api/json";
import type { Task } from "@/api/types";
import { saveDraft } from "@/api/work";
import type { FormState } from "@/forms";
import { useSettled } from "@/parts/useSettled";

const SETTLE_MS = 1_500;

/** Answers when the draft was last saved. A draft that cannot be saved stays on screen and is tried with the next change. */
export function useDraft(task: Task, form: FormState, active: boolean): Date | undefined {
  const [savedAt, setSavedAt] = useState<Date>();
  const settled = useSettled(form.data, SETTLE_MS);
  const sent = useRef<string>(undefined);
  useEffect(() => {
    if (!active || !form.changed || settled !== form.data) return;
    const variables = form.typed();
    const text = writeJson(variables);
    if (text === sent.current) return;
    sent.current = text;
    saveDraft(task.key, variables).then(
      () => setSavedAt(new Date()),
      () => {
        sent.current = undefined;
      },
    );
  }, [active, form, settled, task.key]);
  return savedAt;
}
