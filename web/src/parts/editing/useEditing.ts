/** A form over something that others edit too: nobody's change is undone unawares, and nothing typed is lost. */
import { useMutation } from "@tanstack/react-query";
import type { FormInstance } from "antd";
import { useState } from "react";
import { isApiError } from "@/api";
import { sameJson } from "@/api/json";
import type { Edited } from "@/api/types";

interface Given<Thing extends Edited, Fields extends object> {
  form: FormInstance<Fields>;
  /** As it was when the form was opened; undefined where it is a new one. */
  thing: Thing | undefined;
  /** What the form's fields hold of it. */
  fieldsOf: (thing: Thing) => Fields;
  read: (thing: Thing) => Promise<Thing>;
}

export interface Editing<Fields extends object = Record<string, unknown>> {
  /** Of what the form now stands on; goes back with the change. */
  etag: string;
  /** Takes what is there now into all fields that nobody has touched here; `done` is called after that. */
  reload: (done: () => void) => void;
  reloading: boolean;
  reloadError: unknown;
  /** Whether that was done since the form was opened. */
  reloaded: boolean;
  /** Fields that both have changed, with what is there now; here stands what was typed. */
  both: Partial<Fields>;
}

export function useEditing<Thing extends Edited, Fields extends object>({
  form,
  thing,
  fieldsOf,
  read,
}: Given<Thing, Fields>): Editing<Fields> {
  const [base, setBase] = useState(thing);
  const [both, setBoth] = useState<Partial<Fields>>({});
  const again = useMutation({
    mutationFn: (known: Thing) => read(known),
    onSuccess: (now, known) => {
      const before = fieldsOf(known);
      const typed = form.getFieldsValue(true) as Fields;
      const theirs: Partial<Fields> = {};
      for (const [name, value] of Object.entries(fieldsOf(now)) as [keyof Fields & string, never][]) {
        const mine = same(typed[name], before[name]) ? undefined : typed[name];
        if (mine === undefined) form.setFieldValue(name as never, value);
        else if (!same(value, before[name]) && !same(value, mine)) theirs[name] = value;
      }
      setBase(now);
      setBoth(theirs);
    },
  });
  return {
    etag: base?.etag ?? "*",
    reload: (done) => base && again.mutate(base, { onSuccess: done }),
    reloading: again.isPending,
    reloadError: again.error,
    reloaded: base !== thing,
    both,
  };
}

/** A field that was never filled in is as good as an empty one. */
const same = (one: unknown, other: unknown): boolean => sameJson(one ?? "", other ?? "");

export const changedMeanwhile = (error: unknown): boolean => isApiError(error, 412);
