import { expect, it } from "vitest";
import { withoutContacts } from "./free-text.ts";

it.each([
  ["010-7391-0001 seed.kim@marked.kr 로 연락", "… … 로 연락"],
  ["call +82 10 7391 0001 now", "call … now"],
  ["01073910001", "…"],
  ["02-123-4567", "…"],
  ["현장에서 16:30에 확인했어요. 앱 3개", "현장에서 16:30에 확인했어요. 앱 3개"],
  ["closed on 2019-08-17 16:30, ticket 7K3M9QX2", "closed on 2019-08-17 16:30, ticket 7K3M9QX2"],
])("keeps the reason %j as %j", (reason, kept) => {
  expect(withoutContacts({ reason, hash: "01073910001", n: 3 })).toEqual({ reason: kept, hash: "01073910001", n: 3 });
});
