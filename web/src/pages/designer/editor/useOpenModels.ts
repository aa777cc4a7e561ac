/** Which models are open in this browser tab, in the order in which they were opened. */
import { useEffect, useState } from "react";

const KEY = "lingqu.openModels";
const MOST = 12;

function stored(): string[] {
  try {
    const ids = JSON.parse(sessionStorage.getItem(KEY) ?? "[]") as unknown;
    return Array.isArray(ids) ? ids.filter((id): id is string => typeof id === "string") : [];
  } catch {
    // Whatever stood there was not written by us.
    return [];
  }
}

const withId = (ids: string[], id: string): string[] => (ids.includes(id) ? ids : [...ids, id].slice(-MOST));

export function useOpenModels(current: string): { open: string[]; close: (id: string) => string[] } {
  const [ids, setIds] = useState(() => withId(stored(), current));
  const open = withId(ids, current);

  useEffect(() => {
    setIds((before) => withId(before, current));
  }, [current]);
  useEffect(() => sessionStorage.setItem(KEY, JSON.stringify(ids)), [ids]);

  return {
    open,
    close: (id) => {
      const rest = open.filter((other) => other !== id);
      sessionStorage.setItem(KEY, JSON.stringify(rest));
      setIds(rest);
      return rest;
    },
  };
}
