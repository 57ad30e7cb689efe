import { en as pagesEn } from "./host-en.ts";
import { ko as pagesKo } from "./host-ko.ts";
import * as review from "./review.ts";

export const ko = { ...pagesKo, review: review.ko } as const;
export const en = { ...pagesEn, review: review.en } as const;
