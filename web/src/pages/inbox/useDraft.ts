/** Keeps what somebody has typed so far on the server, so that nothing is lost between two visits. */
import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef, useState } from "react";
import { isApiError } from "@/api";
import { writeJson } from "@/api/json";
import type { Task } from "@/api/types";
import { saveDraft, taskQuery } from "@/api/work";
import type { FormState } from "@/forms";
import { useSettled } from "@/parts/useSettled";

const SETTLE_MS = 1_500;

export interface TaskDraft {
  savedAt: Date | undefined;
  /** It was typed elsewhere meanwhile: nothing is saved until somebody chooses. */
  elsewhere: boolean;
  keepMine: () => void;
}

/** A draft that cannot be saved stays on screen and is tried with the next change. */
export function useDraft(task: Task, form: FormState, active: boolean): TaskDraft {
  const client = useQueryClient();
  const [savedAt, setSavedAt] = useState<Date>();
  const [elsewhere, setElsewhere] = useState(false);
  const settled = useSettled(form.data, SETTLE_MS);
  const sent = useRef<string>(undefined);
  const etag = useRef(task.draftEtag);
  useEffect(() => {
    if (!active || elsewhere || !form.changed || settled !== form.data) return;
    const variables = form.typed();
    const text = writeJson(variables);
    if (text === sent.current) return;
    sent.current = text;
    saveDraft(task.key, variables, etag.current).then(
      (draftEtag) => {
        etag.current = draftEtag;
        setSavedAt(new Date());
        // Who leaves and comes back finds it, and goes on from there.
        client.setQueryData(
          taskQuery(task.key).queryKey,
          (known) => known && { ...known, draft: variables, draftEtag },
        );
      },
      (error: unknown) => {
        sent.current = undefined;
        setElsewhere(isApiError(error, 412));
      },
    );
  }, [active, client, elsewhere, form, settled, task.key]);
  return {
    savedAt,
    elsewhere,
    keepMine: () => {
      etag.current = "*";
      setElsewhere(false);
    },
  };
}
