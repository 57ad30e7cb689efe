import { join } from "node:path";
import type { Apm } from "../apm/index.ts";
import type { Verdict } from "../contract/index.ts";
import type { Control } from "../control/index.ts";
import { type Clock, Fault, type SpaceId } from "../kernel/index.ts";
import type { Log, Metrics } from "../self/index.ts";
import { ArrivalBook } from "./arrival/index.ts";
import { type AuditLog, createAuditLog } from "./audit/index.ts";
import { ChangeBus } from "./change-bus.ts";
import { type Claims, createClaims } from "./claim/index.ts";
import { createDrawings, type DrawingOptions, type Drawings, leastBeforeDraw } from "./drawing/index.ts";
import {
  createEligibility,
  createReview,
  createShiftNotes,
  createVisitorNotes,
  type Eligibility,
  type Review,
  type ShiftNotes,
  type VisitorNotes,
} from "./eligibility/index.ts";
import { createExports, type Exports, type TakeHome, type TakeHomeSizes } from "./export/index.ts";
import { createGuides, type Guides, Playground, untested } from "./guide/index.ts";
import type { Kit } from "./kit.ts";
import { createLifecycle, type Lifecycle } from "./lifecycle/index.ts";
import { createPictures, type Pictures } from "./picture/index.ts";
import { createPlaces, type Places } from "./place/index.ts";
import { createPrivacy, type ForgetTelemetry, type Privacy } from "./privacy/index.ts";
import { createRecaps, type Recaps } from "./recap/index.ts";
import { createRehearsals, type Rehearsals } from "./rehearsal/index.ts";
import { createSurveys, type Surveys } from "./survey/index.ts";
import { createSwag, type Swag } from "./swag/index.ts";
import { createTickets, type Tickets } from "./ticket/index.ts";
import { openVault } from "./vault/index.ts";
import { createVouchers, type Vouchers } from "./voucher/index.ts";
import { createWalls, judgeAgain, type Walls } from "./wall/index.ts";

/** Everything of the event at the booth, a member a subject. */
export interface Challenges extends AsyncDisposable {
  readonly lifecycle: Lifecycle;
  readonly rehearsals: Rehearsals;
  readonly audit: AuditLog;
  readonly tickets: Tickets;
  readonly arrivals: ArrivalBook;
  readonly surveys: Surveys;
  readonly eligibility: Eligibility;
  readonly review: Review;
  readonly shiftNotes: ShiftNotes;
  readonly visitorNotes: VisitorNotes;
  readonly guides: Guides;
  readonly playground: Playground;
  readonly privacy: Privacy;
  readonly walls: Walls;
  readonly drawings: Drawings;
  readonly claims: Claims;
  readonly pictures: Pictures;
  readonly places: Places;
  readonly swag: Swag;
  readonly vouchers: Vouchers;
  readonly recaps: Recaps;
  readonly exports: Exports;
  readonly bus: ChangeBus;
}

export interface ChallengeOptions {
  readonly control: Control;
  readonly apm: Apm;
  /** `challenge-keys/` in it holds the keys of what people tell us. */
  readonly dataDir: string;
  readonly clock: Clock;
  readonly log: Log;
  readonly metrics: Metrics;
  /** Without it nothing is in a store that would have to be forgotten. */
  readonly forgetTelemetry?: ForgetTelemetry;
  /** Without it there are no events to take home. */
  readonly takeHome?: TakeHome;
  readonly takeHomeSizes?: TakeHomeSizes;
  /** Apps whose owners left: off the walls now. */
  readonly takeDown?: (space: SpaceId, services: readonly string[]) => void;
  readonly drawing?: DrawingOptions;
}

export async function openChallenges(options: ChallengeOptions): Promise<Challenges> {
  const {
    control,
    forgetTelemetry = async () => {},
    takeHome = nothingToTake,
    takeHomeSizes = async () => [],
    takeDown = () => {},
    drawing = {},
    ...rest
  } = options;
  const vault = await openVault(join(options.dataDir, "challenge-keys"));
  const kit: Kit = { ...rest, records: control.records, keys: control.keys, vault, bus: new ChangeBus() };
  const eligibility = createEligibility(kit);
  const review = createReview(kit, eligibility);
  const surveys = createSurveys(kit, (transaction, challenge, ticket, choice) =>
    eligibility.chooseIn(transaction, challenge, ticket, choice),
  );
  const walls = createWalls(kit, eligibility);
  const drawings = createDrawings(kit, { eligibility, unshown: walls.unshown, lifecycle: () => lifecycle }, drawing);
  const claims = createClaims(kit, {
    verdict: (challenge, ticket) => eligibility.verdict(challenge, ticket),
    rows: (challenge) => review.all(challenge),
  });
  const lifecycle: Lifecycle = createLifecycle(kit, {
    surveyMissing: (challenge) => surveys.missingTexts(challenge),
    snippetsTested: ({ setup }) => untested(setup.frameworks).length === 0,
    doubtfulPairs: (challenge) => review.countDoubtful(challenge),
    eligible: async (challenge) => [...(await eligibility.verdicts(challenge)).values()].filter(isIn).length,
    leastBeforeDraw,
    setupChanged: judgeAgain,
    async alongside(transaction, challenge, step) {
      await drawings.alongside(transaction, challenge, step);
      await claims.alongside(transaction, challenge, step);
    },
  });
  const arrivals = new ArrivalBook(kit, {
    screen: walls.screen,
    onNewApp: async (id, service) => {
      const challenge = await lifecycle.find(id);
      if (challenge !== undefined) await eligibility.bindWaiting(challenge, service);
    },
  });
  const tickets = createTickets(kit, arrivals, (challenge, ticket) => eligibility.verdict(challenge, ticket));
  const rehearsals = createRehearsals(kit, { lifecycle, tickets, arrivals, surveys });
  const swag = createSwag(kit);
  const vouchers = createVouchers(kit);
  const visitorNotes = createVisitorNotes(kit);
  const privacy = createPrivacy(kit, {
    lifecycle,
    rolls: async (challenge, ticket) => (await swag.visitor(challenge, ticket)).rolls,
    vouchers: (challenge, ticket) => vouchers.held(challenge, ticket),
    notes: (challenge, ticket) => visitorNotes.of(challenge, ticket),
    beforeKeyGoes: (challenge) => swag.revealAll(challenge),
    review,
    survey: (challenge, ticket) => surveys.mine(challenge, ticket),
    verdict: (challenge, ticket) => eligibility.verdict(challenge, ticket),
    forgetTelemetry,
    takeDown,
  });
  const playground = new Playground(kit, { forgetTelemetry, takeDown });
  drawings.wake();
  playground.wake();
  return {
    lifecycle,
    drawings,
    claims,
    pictures: createPictures(kit),
    places: createPlaces(kit),
    privacy,
    rehearsals,
    audit: createAuditLog(kit),
    tickets,
    arrivals,
    surveys,
    eligibility,
    review,
    shiftNotes: createShiftNotes(kit),
    visitorNotes,
    guides: createGuides(kit),
    playground,
    walls,
    swag,
    vouchers,
    recaps: createRecaps(kit, { eligibility, surveys, walls, drawings }),
    exports: createExports(kit, eligibility, takeHome, takeHomeSizes),
    bus: kit.bus,
    async [Symbol.asyncDispose]() {
      await drawings[Symbol.asyncDispose]();
      await playground[Symbol.asyncDispose]();
      await claims[Symbol.asyncDispose]();
      await privacy[Symbol.asyncDispose]();
      await swag[Symbol.asyncDispose]();
      await rehearsals[Symbol.asyncDispose]();
      await arrivals[Symbol.asyncDispose]();
      await lifecycle[Symbol.asyncDispose]();
    },
  };
}

const nothingToTake: TakeHome = async () => {
  throw new Fault("export.none", { what: "telemetry" });
};

const isIn = ({ eligible }: Verdict): boolean => eligible;
