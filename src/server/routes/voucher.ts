import { z } from "zod";
import type { Challenges } from "../../challenge/index.ts";
import {
  MyVoucher,
  VoucherBatchBody,
  VoucherBatches,
  VoucherCode,
  VoucherGiven,
  VoucherImported,
  VoucherReturned,
} from "../../contract/index.ts";
import { Fault, type TicketId } from "../../kernel/index.ts";
import { actorOf } from "../actor.ts";
import { challengeRoute, type Route } from "../route.ts";
import type { Viewer } from "../viewer.ts";

const NONE = z.object({});
const nothing = { params: NONE, query: NONE, body: NONE } as const;

interface Options {
  readonly challenges: Challenges;
}

/** Voucher codes: one's own, and the host's batches. */
export function voucherRoutes({ challenges: { vouchers } }: Options): readonly Route[] {
  return [
    challengeRoute({
      ...nothing,
      method: "GET",
      path: "/me/voucher",
      summary: "Whether this participant has or may have a code; not the code.",
      roles: ["participant"],
      answer: MyVoucher,
      handle: ({ challenge, viewer }) => vouchers.mine(challenge, ticketOf(viewer)),
    }),
    challengeRoute({
      ...nothing,
      method: "POST",
      path: "/me/voucher",
      summary: "The code of this participant, taken now or before; always the same one.",
      roles: ["participant"],
      answer: VoucherCode,
      handle: ({ challenge, viewer }) => vouchers.take(challenge, ticketOf(viewer)),
    }),
    challengeRoute({
      ...nothing,
      method: "GET",
      path: "/vouchers",
      summary: "The batches of codes, how many are given and left.",
      roles: ["host", "operator", "scanner", "auditor"],
      answer: VoucherBatches,
      handle: async ({ challenge }) => ({ batches: await vouchers.batches(challenge) }),
    }),
    challengeRoute({
      ...nothing,
      method: "POST",
      path: "/vouchers",
      summary: "Takes over a host's codes, or makes new ones.",
      roles: ["host"],
      body: VoucherBatchBody,
      answer: VoucherImported,
      handle: ({ challenge, body, viewer }) => vouchers.add(challenge, body, actorOf(viewer)),
    }),
    challengeRoute({
      ...nothing,
      method: "GET",
      path: "/vouchers/given",
      summary: "Which ticket got a code of which batch when; never the code.",
      roles: ["host", "auditor"],
      answer: VoucherGiven,
      handle: async ({ challenge }) => ({ given: await vouchers.given(challenge) }),
    }),
    challengeRoute({
      ...nothing,
      method: "POST",
      path: "/vouchers/:batch/return",
      summary: "Gives the codes nobody took back to the host; nobody gets one of this batch any more.",
      roles: ["host"],
      params: z.object({ batch: z.string().max(40) }),
      answer: VoucherReturned,
      handle: ({ challenge, params, viewer }) => vouchers.giveBack(challenge, params.batch, actorOf(viewer)),
    }),
  ];
}

function ticketOf({ ticket }: Viewer): TicketId {
  if (ticket === undefined) throw new Fault("auth.required");
  return ticket;
}
