/** The designer: the list of models, and the editor, which is loaded when a model is first opened. */
import { lazy, Suspense } from "react";
import { Loading } from "@/parts/Loading";

export { ModelListPage } from "./list/ModelListPage";

const Editor = lazy(() => import("./editor/EditorPage").then((module) => ({ default: module.EditorPage })));

export function ModelEditorPage() {
  return (
    <Suspense fallback={<Loading />}>
      <Editor />
    </Suspense>
  );
}
