/** The map of pages; each is loaded when it is first opened. */
import {
  createRootRoute,
  createRoute,
  createRouter,
  lazyRouteComponent,
  Outlet,
  redirect,
  type ErrorComponentProps,
} from "@tanstack/react-router";
import { lazy, Suspense } from "react";
import { sessionQuery } from "@/api/session";
import { Loading } from "@/parts/Loading";
import { queryClient } from "./queryClient";

const text = (value: unknown): string | undefined =>
  typeof value === "string" && value !== "" ? value : undefined;

const ErrorScreen = lazy(() =>
  import("@/parts/ErrorScreen").then((parts) => ({ default: parts.ErrorScreen })),
);

function Failed({ error, reset }: ErrorComponentProps) {
  return (
    <Suspense fallback={<Loading />}>
      <ErrorScreen error={error} onRetry={reset} />
    </Suspense>
  );
}

const root = createRootRoute({
  component: Outlet,
  errorComponent: Failed,
  notFoundComponent: lazyRouteComponent(() => import("@/pages/not-found"), "NotFoundPage"),
});

const signIn = createRoute({
  getParentRoute: () => root,
  path: "/sign-in",
  validateSearch: (search): { next?: string } => {
    const next = text(search.next);
    // Only a path of this app: "//elsewhere.example" would be another site.
    return next && /^\/(?![/\\])/.test(next) ? { next } : {};
  },
  component: lazyRouteComponent(() => import("@/pages/sign-in"), "SignInPage"),
});

/** All pages that need somebody signed in. */
const inside = createRoute({
  getParentRoute: () => root,
  id: "inside",
  beforeLoad: async ({ location }) => {
    const me = await queryClient.ensureQueryData(sessionQuery);
    if (!me) throw redirect({ to: "/sign-in", search: location.href === "/" ? {} : { next: location.href } });
    return { me };
  },
  component: lazyRouteComponent(() => import("./shell/Shell"), "Shell"),
});

const home = createRoute({
  getParentRoute: () => inside,
  path: "/",
  beforeLoad: () => {
    throw redirect({ to: "/inbox" });
  },
});

const inbox = createRoute({
  getParentRoute: () => inside,
  path: "/inbox",
  validateSearch: (search): { box?: string; q?: string; process?: string } => ({
    ...(text(search.box) ? { box: text(search.box)! } : {}),
    ...(text(search.q) ? { q: text(search.q)! } : {}),
    ...(text(search.process) ? { process: text(search.process)! } : {}),
  }),
  component: lazyRouteComponent(() => import("@/pages/inbox"), "InboxPage"),
});
const task = createRoute({
  getParentRoute: () => inside,
  path: "/inbox/$key",
  component: lazyRouteComponent(() => import("@/pages/inbox/task"), "TaskPage"),
});
const start = createRoute({
  getParentRoute: () => inside,
  path: "/start",
  validateSearch: (search): { process?: string } =>
    text(search.process) ? { process: text(search.process)! } : {},
  component: lazyRouteComponent(() => import("@/pages/start"), "StartPage"),
});
const mine = createRoute({
  getParentRoute: () => inside,
  path: "/mine",
  component: lazyRouteComponent(() => import("@/pages/mine"), "MinePage"),
});

const models = createRoute({
  getParentRoute: () => inside,
  path: "/designer",
  component: lazyRouteComponent(() => import("@/pages/designer"), "ModelListPage"),
});
const model = createRoute({
  getParentRoute: () => inside,
  path: "/designer/$id",
  component: lazyRouteComponent(() => import("@/pages/designer"), "ModelEditorPage"),
});

const processes = createRoute({
  getParentRoute: () => inside,
  path: "/monitor",
  component: lazyRouteComponent(() => import("@/pages/monitor"), "ProcessListPage"),
});
const process = createRoute({
  getParentRoute: () => inside,
  path: "/monitor/$processId",
  component: lazyRouteComponent(() => import("@/pages/monitor"), "ProcessPage"),
});
const instance = createRoute({
  getParentRoute: () => inside,
  path: "/instances/$key",
  component: lazyRouteComponent(() => import("@/pages/monitor"), "InstancePage"),
});

const systems = createRoute({
  getParentRoute: () => inside,
  path: "/systems",
  validateSearch: (search): { tab?: string; effect?: string } => ({
    ...(text(search.tab) ? { tab: text(search.tab)! } : {}),
    // A key is all digits: the router reads it as a number.
    ...(search.effect ? { effect: String(search.effect) } : {}),
  }),
  component: lazyRouteComponent(() => import("@/pages/systems"), "SystemsPage"),
});
const document = createRoute({
  getParentRoute: () => inside,
  path: "/systems/documents/$key",
  component: lazyRouteComponent(() => import("@/pages/systems/document"), "DocumentPage"),
});

const people = createRoute({
  getParentRoute: () => inside,
  path: "/people",
  validateSearch: (search): { tab?: string } => (text(search.tab) ? { tab: text(search.tab)! } : {}),
  component: lazyRouteComponent(() => import("@/pages/people"), "PeoplePage"),
});
const keeping = createRoute({
  getParentRoute: () => inside,
  path: "/keeping",
  component: lazyRouteComponent(() => import("@/pages/keeping"), "KeepingPage"),
});
const me = createRoute({
  getParentRoute: () => inside,
  path: "/me",
  component: lazyRouteComponent(() => import("@/pages/me"), "MePage"),
});

export const router = createRouter({
  routeTree: root.addChildren([
    signIn,
    inside.addChildren([
      home,
      inbox,
      task,
      start,
      mine,
      models,
      model,
      processes,
      process,
      instance,
      systems,
      document,
      people,
      keeping,
      me,
    ]),
  ]),
  defaultPreload: "intent",
  defaultPendingComponent: Loading,
  defaultErrorComponent: Failed,
  scrollRestoration: true,
});

declare module "@tanstack/react-router" {
  interface Register {
    router: typeof router;
  }
}
