/** The one place that asks ClickHouse questions about apm events. */
export { type QueryValue, type Question, type Reader, StoreReader } from "./reader.ts";
