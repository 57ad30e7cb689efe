import {
  createRootRoute,
  createRoute,
  createRouter,
  lazyRouteComponent,
  Outlet,
  redirect,
} from "@tanstack/react-router";
import { CrashPage, NotFoundPage } from "./notice-pages.tsx";
import { readServiceSearch, readServicesSearch, readTraceSearch, readTracesSearch } from "./search.ts";
import { Shell } from "./shell.tsx";

const root = createRootRoute({ component: Outlet });

const home = createRoute({
  getParentRoute: () => root,
  path: "/",
  beforeLoad: () => {
    throw redirect({ to: "/services", replace: true });
  },
});

const open = createRoute({
  getParentRoute: () => root,
  path: "/open",
  component: lazyRouteComponent(() => import("./open-page.tsx"), "OpenPage"),
});

const wall = createRoute({
  getParentRoute: () => root,
  path: "/wall",
  component: lazyRouteComponent(() => import("../wall/wall-page.tsx"), "WallPage"),
});

const shell = createRoute({ getParentRoute: () => root, id: "shell", component: Shell });

export const servicesRoute = createRoute({
  getParentRoute: () => shell,
  path: "/services",
  validateSearch: readServicesSearch,
  component: lazyRouteComponent(() => import("../services/services-page.tsx"), "ServicesPage"),
});

export const serviceRoute = createRoute({
  getParentRoute: () => shell,
  path: "/services/$name",
  validateSearch: readServiceSearch,
  component: lazyRouteComponent(() => import("../transactions/service-page.tsx"), "ServicePage"),
});

export const tracesRoute = createRoute({
  getParentRoute: () => shell,
  path: "/services/$name/transactions",
  validateSearch: readTracesSearch,
  component: lazyRouteComponent(() => import("../traces/traces-page.tsx"), "TracesPage"),
});

export const traceRoute = createRoute({
  getParentRoute: () => shell,
  path: "/traces/$traceId",
  validateSearch: readTraceSearch,
  component: lazyRouteComponent(() => import("../trace/trace-page.tsx"), "TracePage"),
});

const routeTree = root.addChildren([
  home,
  open,
  wall,
  shell.addChildren([servicesRoute, serviceRoute, tracesRoute, traceRoute]),
]);

export const router = createRouter({
  routeTree,
  defaultPreload: "intent",
  defaultPreloadStaleTime: 0,
  defaultNotFoundComponent: NotFoundPage,
  defaultErrorComponent: CrashPage,
  scrollRestoration: true,
});

declare module "@tanstack/react-router" {
  interface Register {
    router: typeof router;
  }
}
