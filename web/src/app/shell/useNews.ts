/** Live news turns into fresh queries while the shell is on screen. */
import { useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";
import { news } from "@/api";

export function useNews(): void {
  const client = useQueryClient();
  useEffect(() => {
    const refresh = (...keys: string[]) =>
      keys.forEach((key) => void client.invalidateQueries({ queryKey: [key] }));
    const stops = [
      news.subscribe("tasks", () => refresh("tasks", "task")),
      news.subscribe("notices", () => refresh("notices")),
      news.subscribe("instances", ({ instanceKey }) => {
        refresh("instances", "processes", "heat", "effects", "documents", "document");
        void client.invalidateQueries({ queryKey: ["instance", instanceKey] });
      }),
      news.onOpened(() => refresh("tasks", "task", "notices", "instances", "instance", "processes", "heat")),
    ];
    news.open();
    return () => {
      stops.forEach((stop) => stop());
      news.close();
    };
  }, [client]);
}
