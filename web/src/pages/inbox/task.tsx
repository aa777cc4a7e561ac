/** One task: its form, the people who decide, what happened so far, and what I may do. */
import { useQuery } from "@tanstack/react-query";
import { useParams } from "@tanstack/react-router";
import { Skeleton } from "antd";
import { useState } from "react";
import { taskQuery } from "@/api/work";
import { ErrorScreen } from "@/parts/ErrorScreen";
import { TaskView } from "./TaskView";

export function TaskPage() {
  const { key } = useParams({ from: "/inside/inbox/$key" });
  return <OneTask key={key} taskKey={key} />;
}

function OneTask({ taskKey }: { taskKey: string }) {
  const task = useQuery(taskQuery(taskKey));
  const [opinion, setOpinion] = useState("");
  const [conflicts, setConflicts] = useState(0);
  if (task.isPending) return <Skeleton active paragraph={{ rows: 10 }} style={{ padding: 28 }} />;
  if (task.error && !task.data) return <ErrorScreen error={task.error} onRetry={() => void task.refetch()} />;
  // Once it is decided the form shows what was decided, not what somebody was typing.
  const settled = task.data.actions.length === 0 ? task.data.etag : "open";
  return (
    <TaskView
      key={`${settled}:${conflicts}`}
      task={task.data}
      opinion={opinion}
      onOpinion={setOpinion}
      onConflict={() => setConflicts(conflicts + 1)}
    />
  );
}
