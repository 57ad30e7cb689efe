/**
 * The columns a block carries, in the order of its rows, with the types as ClickHouse spells them: a block
 * whose header says anything else is refused whole. `schema.test.ts` holds this and the migrations together.
 */
type Columns = readonly (readonly [name: string, type: string])[];

const TEXT = "String";
/** Only for what is grouped by: for every other text it doubles the cost of an insert and saves no disk. */
const GROUPED_TEXT = "LowCardinality(String)";
const TIME = "DateTime64(6, 'UTC')";
const OUTCOME = "Enum8('unknown' = 0, 'success' = 1, 'failure' = 2)";

const RESOURCE: Columns = [
  ["space", TEXT],
  ["received_at", TIME],
  ["service", TEXT],
  ["environment", TEXT],
  ["service_version", TEXT],
  ["service_node", TEXT],
  ["agent", TEXT],
  ["agent_version", TEXT],
  ["language", TEXT],
  ["framework", TEXT],
  ["host", TEXT],
  ["resource", "FixedString(16)"],
];

const FILED: Columns = [
  ["time", TIME],
  ["skew_us", "Int64"],
];

const TAIL: Columns = [
  ["labels", "Map(String, String)"],
  ["numeric_labels", "Map(String, Float64)"],
  ["details", TEXT],
];

export const TABLES = {
  transactions: [
    ...RESOURCE,
    ...FILED,
    ["trace_id", TEXT],
    ["id", TEXT],
    ["parent_id", TEXT],
    ["name", GROUPED_TEXT],
    ["type", GROUPED_TEXT],
    ["result", TEXT],
    ["duration_us", "UInt64"],
    ["outcome", OUTCOME],
    ["weight", "Float64"],
    ["sampled", "Bool"],
    ["root", "Bool"],
    ["spans_started", "UInt32"],
    ["spans_dropped", "UInt32"],
    ["http_method", TEXT],
    ["http_status", "Int32"],
    ...TAIL,
  ],
  spans: [
    ...RESOURCE,
    ...FILED,
    ["trace_id", TEXT],
    ["id", TEXT],
    ["parent_id", TEXT],
    ["transaction_id", TEXT],
    ["name", GROUPED_TEXT],
    ["type", GROUPED_TEXT],
    ["subtype", TEXT],
    ["action", TEXT],
    ["duration_us", "UInt64"],
    ["outcome", OUTCOME],
    ["weight", "Float64"],
    ["sync", "Enum8('unknown' = 0, 'sync' = 1, 'async' = 2)"],
    ["composite_count", "UInt32"],
    ["composite_sum_us", "UInt64"],
    ["target_type", TEXT],
    ["target_name", TEXT],
    ["destination", TEXT],
    ["child_ids", "Array(String)"],
    ["stack", "FixedString(16)"],
    ...TAIL,
  ],
  errors: [
    ...RESOURCE,
    ...FILED,
    ["trace_id", TEXT],
    ["id", TEXT],
    ["parent_id", TEXT],
    ["transaction_id", TEXT],
    ["transaction_name", TEXT],
    ["transaction_type", TEXT],
    ["grouping_key", TEXT],
    ["grouping_name", TEXT],
    ["type", GROUPED_TEXT],
    ["message", TEXT],
    ["culprit", TEXT],
    ["handled", "Enum8('unknown' = 0, 'handled' = 1, 'unhandled' = 2)"],
    ["stacks", "Array(FixedString(16))"],
    ...TAIL,
  ],
  metricsets: [
    ...RESOURCE,
    ...FILED,
    ["name", GROUPED_TEXT],
    ["transaction_name", TEXT],
    ["transaction_type", TEXT],
    ["span_type", TEXT],
    ["span_subtype", TEXT],
    ["sample_names", "Array(String)"],
    ["sample_types", "Array(String)"],
    ["sample_units", "Array(String)"],
    ["sample_values", "Array(Float64)"],
    ["histogram_values", "Array(Array(Float64))"],
    ["histogram_counts", "Array(Array(UInt64))"],
    ...TAIL,
  ],
  logs: [
    ...RESOURCE,
    ...FILED,
    ["trace_id", TEXT],
    ["transaction_id", TEXT],
    ["span_id", TEXT],
    ["level", TEXT],
    ["logger", TEXT],
    ["message", TEXT],
    ...TAIL,
  ],
  contents: [
    ["space", TEXT],
    ["received_at", TIME],
    ["hash", "FixedString(16)"],
    ["kind", "Enum8('stacktrace' = 1, 'resource' = 2)"],
    ["body", TEXT],
  ],
  trace_services: [
    ["space", TEXT],
    ["trace_id", TEXT],
    ["service", TEXT],
    ["day", "Date"],
    ["first_time", `SimpleAggregateFunction(min, ${TIME})`],
    ["last_time", `SimpleAggregateFunction(max, ${TIME})`],
  ],
  service_minutes: [
    ["space", TEXT],
    ["service", TEXT],
    ["environment", TEXT],
    ["received_minute", "DateTime('UTC')"],
    ["event_minute", "DateTime('UTC')"],
    ["key", TEXT],
    ["agent", `SimpleAggregateFunction(anyLast, ${TEXT})`],
    ["agent_version", `SimpleAggregateFunction(anyLast, ${TEXT})`],
    ["language", `SimpleAggregateFunction(anyLast, ${TEXT})`],
    ["framework", `SimpleAggregateFunction(anyLast, ${TEXT})`],
    ["service_version", `SimpleAggregateFunction(anyLast, ${TEXT})`],
    ["first_received", `SimpleAggregateFunction(min, ${TIME})`],
    ["last_received", `SimpleAggregateFunction(max, ${TIME})`],
    ["events", "SimpleAggregateFunction(sum, UInt64)"],
    ["transactions", "SimpleAggregateFunction(sum, UInt64)"],
    ["weight", "SimpleAggregateFunction(sum, Float64)"],
    ["duration_us", "SimpleAggregateFunction(sum, Float64)"],
    ["succeeded", "SimpleAggregateFunction(sum, Float64)"],
    ["failed", "SimpleAggregateFunction(sum, Float64)"],
  ],
} as const satisfies Record<string, Columns>;

export type TableName = keyof typeof TABLES;

export const TABLE_NAMES = Object.keys(TABLES) as readonly TableName[];
