import type { Experience, MarkGroup } from "../../model/index.ts";
import { type Decode, type FieldReader, type Fields, folded, isVariant } from "./field-reader.ts";
import { labelKey } from "./label-key.ts";

/** `marks`: groups of named numbers; groups without any are dropped. */
export function decodeMarks(source: Fields, read: FieldReader): readonly MarkGroup[] | undefined {
  const groups: MarkGroup[] = [];
  for (const key in source) {
    const marks = read.object(key, source[key], decodeMarkGroup);
    if (marks !== undefined) groups.push({ name: labelKey(key), marks });
  }
  return groups.length === 0 ? undefined : groups;
}

const decodeMarkGroup: Decode<MarkGroup["marks"]> = (source, read) => {
  const marks: (readonly [string, number])[] = [];
  for (const key in source) {
    const millis = read.float(key, source[key]);
    if (millis !== undefined) marks.push([labelKey(key), millis]);
  }
  return marks.length === 0 ? undefined : marks;
};

/**
 * What the user felt of a page: cls, fid and tbt, which may not be negative, every other number a newer agent
 * adds (lcp, inp, …), and the long tasks.
 */
export function decodeExperience(source: Fields, read: FieldReader): Experience | undefined {
  const values: (readonly [string, number])[] = [];
  let longtask: Experience["longtask"];
  for (const key in source) {
    const value = source[key];
    if (key === "longtask") {
      longtask = read.object(key, value, decodeLongtask);
    } else if (key === "cls" || key === "fid" || key === "tbt") {
      const number = read.float(key, value);
      read.atLeast(key, number, 0);
      if (number !== undefined) values.push([key, number]);
    } else if (isVariant(key)) {
      return decodeExperience(folded(source), read);
    } else if (typeof value === "number" && Number.isFinite(value)) {
      values.push([key, value]);
    }
  }
  return values.length === 0 && longtask === undefined ? undefined : { values, longtask };
}

function decodeLongtask(source: Fields, read: FieldReader): Experience["longtask"] {
  let count: number | undefined;
  let sum: number | undefined;
  let max: number | undefined;
  for (const key in source) {
    if (key === "count") count = read.integer(key, source[key]);
    else if (key === "sum") sum = read.float(key, source[key]);
    else if (key === "max") max = read.float(key, source[key]);
    else if (isVariant(key)) return decodeLongtask(folded(source), read);
  }
  if (count === undefined && sum === undefined && max === undefined) return undefined;
  read.atLeast("count", count, 0);
  read.atLeast("sum", sum, 0);
  read.atLeast("max", max, 0);
  if (count === undefined) return read.required("count");
  if (sum === undefined) return read.required("sum");
  if (max === undefined) return read.required("max");
  return { count, sum, max };
}
