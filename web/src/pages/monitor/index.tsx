/** The monitor: all processes, one process, one instance. Diagrams and charts are loaded with the page that shows them. */
import { lazy, Suspense } from "react";
import { Loading } from "@/parts/Loading";

export { ProcessListPage } from "./list/ProcessListPage";

const Process = lazy(() =>
  import("./process/ProcessPage").then((module) => ({ default: module.ProcessPage })),
);
const Instance = lazy(() =>
  import("./instance/InstancePage").then((module) => ({ default: module.InstancePage })),
);

export function ProcessPage() {
  return (
    <Suspense fallback={<Loading />}>
      <Process />
    </Suspense>
  );
}

export function InstancePage() {
  return (
    <Suspense fallback={<Loading />}>
      <Instance />
    </Suspense>
  );
}
