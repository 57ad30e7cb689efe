import { queryOptions } from "@tanstack/react-query";
import type {
  MySwag,
  MyVoucher,
  SwagPlanBody,
  SwagRollView,
  SwagScreen,
  SwagShare,
  SwagStocks,
  SwagUploadBody,
  SwagUploaded,
  SwagVisitor,
  VoucherBatches,
  VoucherCode,
  VoucherGiven,
  VoucherImported,
  VoucherReturned,
} from "../../contract/index.ts";
import { getJson, sendJson } from "../app/api.ts";

const at = (slug: string): string => `/api/e/${encodeURIComponent(slug)}`;
const dayAt = (slug: string, day: string): string => `${at(slug)}/swag/days/${day}`;

export const mySwagQuery = (slug: string) =>
  queryOptions({
    queryKey: ["me", slug, "swag"],
    queryFn: ({ signal }) => getJson<MySwag>(`${at(slug)}/me/swag`, {}, signal),
    refetchInterval: 10_000,
    retry: false,
  });

export const rollSwag = (slug: string, body: { nonce: string; code: string }): Promise<SwagRollView> =>
  sendJson("POST", `${at(slug)}/me/swag`, body);

export const myVoucherQuery = (slug: string) =>
  queryOptions({
    queryKey: ["me", slug, "voucher"],
    queryFn: ({ signal }) => getJson<MyVoucher>(`${at(slug)}/me/voucher`, {}, signal),
    retry: false,
  });

export const takeVoucher = (slug: string): Promise<VoucherCode> => sendJson("POST", `${at(slug)}/me/voucher`, {});

export const swagNowQuery = (slug: string) =>
  queryOptions({
    queryKey: ["swag", slug],
    queryFn: ({ signal }) => getJson<{ now: SwagScreen["now"] }>(`${at(slug)}/swag`, {}, signal),
    refetchInterval: 5_000,
  });

export const swagScreenQuery = (slug: string) =>
  queryOptions({
    queryKey: ["swag", slug, "screen"],
    queryFn: ({ signal }) => getJson<SwagScreen>(`${at(slug)}/swag/screen`, {}, signal),
    refetchInterval: 3_000,
    retry: false,
  });

export const stocksQuery = (slug: string) =>
  queryOptions({
    queryKey: ["swag", slug, "days"],
    queryFn: ({ signal }) => getJson<SwagStocks>(`${at(slug)}/swag/days`, {}, signal),
    refetchInterval: 5_000,
  });

export const visitorSwag = (slug: string, id: string): Promise<SwagVisitor> =>
  getJson(`${at(slug)}/swag/visitors/${encodeURIComponent(id)}`, {}, new AbortController().signal);

export const rollForVisitor = (slug: string, id: string, nonce: string): Promise<SwagRollView> =>
  sendJson("POST", `${at(slug)}/swag/visitors/${encodeURIComponent(id)}/roll`, { nonce });

export const undoHandOver = (slug: string, id: string): Promise<SwagVisitor> =>
  sendJson("POST", `${at(slug)}/swag/visitors/${encodeURIComponent(id)}/hand-over/undo`, {});

export const planDay = (slug: string, day: string, body: SwagPlanBody): Promise<SwagStocks> =>
  sendJson("PUT", dayAt(slug, day), body);

export const removeDay = (slug: string, day: string): Promise<SwagStocks> => sendJson("DELETE", dayAt(slug, day));

export const stepDay = (slug: string, day: string, step: "open" | "close" | "reveal"): Promise<SwagStocks> =>
  sendJson("POST", `${dayAt(slug, day)}/${step}`, {});

export const changeOdds = (slug: string, day: string, blank: { num: number; den: number }): Promise<SwagStocks> =>
  sendJson("POST", `${dayAt(slug, day)}/odds`, { blank });

export const releaseNow = (slug: string, day: string, release: string): Promise<SwagStocks> =>
  sendJson("POST", `${dayAt(slug, day)}/releases/${encodeURIComponent(release)}/now`, {});

export const countItem = (slug: string, day: string, item: string, counted: number): Promise<SwagStocks> =>
  sendJson("POST", `${dayAt(slug, day)}/items/${item}/count`, { counted });

export const adjustItem = (
  slug: string,
  day: string,
  item: string,
  change: { readonly delta: number; readonly reason: string; readonly size?: string },
): Promise<SwagStocks> => sendJson("POST", `${dayAt(slug, day)}/items/${item}/adjust`, change);

export const addRelease = (
  slug: string,
  day: string,
  release: { readonly item: string; readonly amount: number; readonly dueAt: number },
): Promise<SwagStocks> => sendJson("POST", `${dayAt(slug, day)}/releases`, release);

export const chooseOwnSize = (slug: string, raffle: string, size: string): Promise<SwagRollView> =>
  sendJson("POST", `${at(slug)}/me/swag/size`, { raffle, size });

export const swapSize = (slug: string, id: string, raffle: string, size: string): Promise<SwagVisitor> =>
  sendJson("POST", `${at(slug)}/swag/visitors/${encodeURIComponent(id)}/size`, { raffle, size });

export const reserveForDevice = (
  slug: string,
  day: string,
  body: { readonly device: string; readonly items: readonly { readonly id: string; readonly amount: number }[] },
): Promise<SwagShare> => sendJson("POST", `${dayAt(slug, day)}/devices`, body);

export const uploadRolls = (
  slug: string,
  { day, device }: { readonly day: string; readonly device: string },
  body: { readonly rolls: SwagUploadBody["rolls"]; readonly done: boolean },
): Promise<SwagUploaded> => sendJson("POST", `${dayAt(slug, day)}/devices/${device}/rolls`, body);

export const recallDevice = (slug: string, day: string, device: string): Promise<SwagStocks> =>
  sendJson("POST", `${dayAt(slug, day)}/devices/${device}/recall`, {});

export const batchesQuery = (slug: string) =>
  queryOptions({
    queryKey: ["swag", slug, "vouchers"],
    queryFn: ({ signal }) => getJson<VoucherBatches>(`${at(slug)}/vouchers`, {}, signal),
    refetchInterval: 15_000,
  });

export const givenQuery = (slug: string) =>
  queryOptions({
    queryKey: ["swag", slug, "vouchers", "given"],
    queryFn: ({ signal }) => getJson<VoucherGiven>(`${at(slug)}/vouchers/given`, {}, signal),
    refetchInterval: 30_000,
    retry: false,
  });

export const addVouchers = (
  slug: string,
  body: {
    readonly batch: string;
    readonly name: { readonly ko: string; readonly en: string };
    readonly codes?: string;
    readonly generate?: number;
    readonly validUntil?: number | null;
  },
): Promise<VoucherImported> => sendJson("POST", `${at(slug)}/vouchers`, body);

export const returnVouchers = (slug: string, batch: string): Promise<VoucherReturned> =>
  sendJson("POST", `${at(slug)}/vouchers/${batch}/return`, {});
