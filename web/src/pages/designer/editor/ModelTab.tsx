/** One open model: reads it once and hands it to the editor of its kind. */
import { useQuery } from "@tanstack/react-query";
import { lazy, Suspense, useEffect, useState } from "react";
import { isApiError } from "@/api";
import type { Model, ModelKind } from "@/api/types";
import { ErrorScreen } from "@/parts/ErrorScreen";
import { Loading } from "@/parts/Loading";
import { readModel } from "../api";
import { lastSave } from "../draft/lastSaves";
import type { EditorProps } from "./EditorProps";

const EDITORS: Record<ModelKind, React.LazyExoticComponent<(props: EditorProps) => React.JSX.Element>> = {
  bpmn: lazy(() => import("./bpmn/BpmnWorkbench").then((module) => ({ default: module.BpmnWorkbench }))),
  form: lazy(() => import("./form/FormWorkbench").then((module) => ({ default: module.FormWorkbench }))),
  dmn: lazy(() => import("./dmn/DmnWorkbench").then((module) => ({ default: module.DmnWorkbench }))),
};

export function ModelTab({ id, active, onGone }: { id: string; active: boolean; onGone: () => void }) {
  // A tab that was only remembered is read when it is first looked at.
  const [seen, setSeen] = useState(active);
  useEffect(() => {
    if (active) setSeen(true);
  }, [active]);
  const model = useQuery<Model>({
    queryKey: ["model", id],
    queryFn: async () => {
      await lastSave(id);
      return readModel(id);
    },
    enabled: seen,
    // From here on the tab itself knows best; a fresh look would be behind its own draft.
    staleTime: Infinity,
    gcTime: 0,
    refetchOnWindowFocus: false,
    refetchOnReconnect: false,
  });
  const gone = isApiError(model.error, 404);
  useEffect(() => {
    if (gone && !active) onGone();
  }, [gone, active, onGone]);

  if (model.error) return <ErrorScreen error={model.error} onRetry={() => void model.refetch()} />;
  if (!model.data) return <Loading />;
  const Editor = EDITORS[model.data.kind];
  return (
    <Suspense fallback={<Loading />}>
      <Editor model={model.data} active={active} />
    </Suspense>
  );
}
