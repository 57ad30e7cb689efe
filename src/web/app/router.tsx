import {
  createRootRoute,
  createRoute,
  createRouter,
  lazyRouteComponent,
  notFound,
  redirect,
} from "@tanstack/react-router";
import { readHostSearch } from "../host/host-search.ts";
import { NotFoundPage } from "./not-found-page.tsx";
import { CrashPage } from "./notice-pages.tsx";
import { Pages } from "./pages.tsx";
import { readServiceSearch, readServicesSearch, readTraceSearch, readTracesSearch } from "./search.ts";
import { Shell } from "./shell.tsx";
import { loading } from "./unloaded.ts";

/** A page that is loaded when it is first wanted. */
const page: typeof lazyRouteComponent = (importer, name) => lazyRouteComponent(loading(importer), name);

const root = createRootRoute({ component: Pages });

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
  component: page(() => import("./open-page.tsx"), "OpenPage"),
});

const wall = createRoute({
  getParentRoute: () => root,
  path: "/wall",
  component: page(() => import("../wall/wall-page.tsx"), "WallPage"),
});

const wallText = createRoute({
  getParentRoute: () => root,
  path: "/wall/text",
  component: page(() => import("../wall/wall-text-page.tsx"), "WallTextPage"),
});

export const ticketRoute = createRoute({
  getParentRoute: () => root,
  path: "/e/$slug",
  component: page(() => import("../ticket/ticket-page.tsx"), "TicketPage"),
});

export const guideRoute = createRoute({
  getParentRoute: () => root,
  path: "/e/$slug/guide",
  component: page(() => import("../guide/guide-page.tsx"), "GuidePage"),
});

export const surveyRoute = createRoute({
  getParentRoute: () => root,
  path: "/e/$slug/survey",
  component: page(() => import("../survey/survey-page.tsx"), "SurveyPage"),
});

export const swagRoute = createRoute({
  getParentRoute: () => root,
  path: "/e/$slug/swag",
  component: page(() => import("../swag/swag-page.tsx"), "SwagPage"),
});

export const raffleDeviceRoute = createRoute({
  getParentRoute: () => root,
  path: "/e/$slug/raffle",
  component: page(() => import("../swag/device-page.tsx"), "RaffleDevicePage"),
});

export const kioskRoute = createRoute({
  getParentRoute: () => root,
  path: "/e/$slug/kiosk",
  component: page(() => import("../survey/kiosk-page.tsx"), "KioskPage"),
});

export const myDataRoute = createRoute({
  getParentRoute: () => root,
  path: "/e/$slug/my-data",
  component: page(() => import("../privacy/my-data-page.tsx"), "MyDataPage"),
});

export const privacyRoute = createRoute({
  getParentRoute: () => root,
  path: "/e/$slug/privacy",
  component: page(() => import("../privacy/privacy-page.tsx"), "PrivacyPage"),
});

export const drawRoute = createRoute({
  getParentRoute: () => root,
  path: "/e/$slug/draw",
  component: page(() => import("../draw/draw-page.tsx"), "DrawPage"),
});

export const proofRoute = createRoute({
  getParentRoute: () => root,
  path: "/e/$slug/draw/$name",
  component: page(() => import("../draw/proof-page.tsx"), "ProofPage"),
});

const publicWall = createRoute({
  getParentRoute: () => root,
  path: "/e/$slug/wall",
  component: page(() => import("../wall/wall-text-page.tsx"), "PublicWallPage"),
});

const pair = createRoute({
  getParentRoute: () => root,
  path: "/p",
  component: page(() => import("../ticket/pair-page.tsx"), "PairPage"),
});

/** The short address under a pairing code: `/K7Q-2MX`. */
const pairByCode = createRoute({
  getParentRoute: () => root,
  path: "/$code",
  beforeLoad: ({ params }) => {
    if (!/^[A-HJ-NP-Z2-9]{3}-?[A-HJ-NP-Z2-9]{3}$/i.test(params.code)) throw notFound();
  },
  component: page(() => import("../ticket/pair-page.tsx"), "PairPage"),
});

const login = createRoute({
  getParentRoute: () => root,
  path: "/login",
  component: page(() => import("../login/login-page.tsx"), "LoginPage"),
});

const staff = createRoute({
  getParentRoute: () => root,
  path: "/staff",
  component: page(() => import("../staff/staff-page.tsx"), "StaffPage"),
});

const shell = createRoute({ getParentRoute: () => root, id: "shell", component: Shell });

export const servicesRoute = createRoute({
  getParentRoute: () => shell,
  path: "/services",
  validateSearch: readServicesSearch,
  component: page(() => import("../services/services-page.tsx"), "ServicesPage"),
});

export const serviceRoute = createRoute({
  getParentRoute: () => shell,
  path: "/services/$name",
  validateSearch: readServiceSearch,
  component: page(() => import("../transactions/service-page.tsx"), "ServicePage"),
});

export const tracesRoute = createRoute({
  getParentRoute: () => shell,
  path: "/services/$name/transactions",
  validateSearch: readTracesSearch,
  component: page(() => import("../traces/traces-page.tsx"), "TracesPage"),
});

export const traceRoute = createRoute({
  getParentRoute: () => shell,
  path: "/traces/$traceId",
  validateSearch: readTraceSearch,
  component: page(() => import("../trace/trace-page.tsx"), "TracePage"),
});

const challenges = createRoute({
  getParentRoute: () => shell,
  path: "/host",
  component: page(() => import("../host/challenges-page.tsx"), "ChallengesPage"),
});

export const peopleRoute = createRoute({
  getParentRoute: () => shell,
  path: "/host/e/$slug/people",
  component: page(() => import("../people/people-page.tsx"), "PeoplePage"),
});

export const challengeRoute = createRoute({
  getParentRoute: () => shell,
  path: "/host/e/$slug",
  validateSearch: readHostSearch,
  component: page(() => import("../host/challenge-page.tsx"), "ChallengePage"),
});

export const prizesRoute = createRoute({
  getParentRoute: () => shell,
  path: "/host/e/$slug/prizes",
  component: page(() => import("../claim/prizes-page.tsx"), "PrizesPage"),
});

export const postersRoute = createRoute({
  getParentRoute: () => shell,
  path: "/host/e/$slug/posters",
  component: page(() => import("../posters/posters-page.tsx"), "PostersPage"),
});

export const surveyBuilderRoute = createRoute({
  getParentRoute: () => shell,
  path: "/host/e/$slug/survey",
  component: page(() => import("../host/survey/survey-builder-page.tsx"), "SurveyBuilderPage"),
});

export const drawConsoleRoute = createRoute({
  getParentRoute: () => shell,
  path: "/host/e/$slug/draw",
  component: page(() => import("../draw/console-page.tsx"), "DrawConsolePage"),
});

const takeHome = createRoute({
  getParentRoute: () => shell,
  path: "/host/data",
  component: page(() => import("../recap/take-home-page.tsx"), "TakeHomePage"),
});

export const recapRoute = createRoute({
  getParentRoute: () => shell,
  path: "/host/e/$slug/recap",
  component: page(() => import("../recap/recap-page.tsx"), "RecapPage"),
});

const routeTree = root.addChildren([
  home,
  open,
  wall,
  wallText,
  ticketRoute,
  guideRoute,
  surveyRoute,
  swagRoute,
  raffleDeviceRoute,
  kioskRoute,
  myDataRoute,
  privacyRoute,
  drawRoute,
  proofRoute,
  publicWall,
  pair,
  pairByCode,
  login,
  staff,
  shell.addChildren([
    servicesRoute,
    serviceRoute,
    tracesRoute,
    traceRoute,
    challenges,
    peopleRoute,
    challengeRoute,
    surveyBuilderRoute,
    prizesRoute,
    postersRoute,
    drawConsoleRoute,
    recapRoute,
    takeHome,
  ]),
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
