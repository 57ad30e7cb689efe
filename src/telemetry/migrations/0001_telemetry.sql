-- One table for each kind of apm event, and three beside them: contents (what repeats, once by hash),
-- trace_services (where the parts of a trace lie) and service_minutes (the inventory).
--
-- received_at is ours and decides the partition, so that one insert touches one or two of them and
-- retention is exact. time is what a row is filed under: the agent's timestamp, unless that is absurd, in
-- which case it is received_at and skew_us holds the difference.
--
-- LowCardinality is for what questions group by. Measured on recorded events: for all short texts it cost
-- 17 µs of insert an event against 11 µs without, and the compressed size was the same.
--
-- A merge holds a granule of each of its parts, and of these rows a granule by count takes ten megabytes: so it
-- is bounded by bytes.

CREATE TABLE IF NOT EXISTS {{local transactions}} (
  space String,
  received_at DateTime64(6, 'UTC') CODEC(Delta(8), ZSTD(1)),
  service String,
  environment String,
  service_version String,
  service_node String,
  agent String,
  agent_version String,
  language String,
  framework String,
  host String,
  resource FixedString(16) CODEC(ZSTD(1)),
  time DateTime64(6, 'UTC') CODEC(Delta(8), ZSTD(1)),
  skew_us Int64 CODEC(ZSTD(1)),
  trace_id String CODEC(ZSTD(1)),
  id String CODEC(ZSTD(1)),
  parent_id String CODEC(ZSTD(1)),
  name LowCardinality(String),
  type LowCardinality(String),
  result String,
  duration_us UInt64 CODEC(T64, ZSTD(1)),
  outcome Enum8('unknown' = 0, 'success' = 1, 'failure' = 2),
  weight Float64 CODEC(ZSTD(1)),
  sampled Bool,
  root Bool,
  spans_started UInt32 CODEC(T64, ZSTD(1)),
  spans_dropped UInt32 CODEC(T64, ZSTD(1)),
  http_method String,
  http_status Int32 CODEC(T64, ZSTD(1)),
  labels Map(String, String) CODEC(ZSTD(1)),
  numeric_labels Map(String, Float64) CODEC(ZSTD(1)),
  details String CODEC(ZSTD(1))
)
ENGINE = {{engine MergeTree transactions}}
PARTITION BY toDate(received_at)
ORDER BY (space, service, time)
SETTINGS non_replicated_deduplication_window = 10000, replicated_deduplication_window = 10000,
  fsync_after_insert = 1, fsync_part_directory = 1, min_compressed_bytes_to_fsync_after_merge = 1, merge_selector_base = 10,
  index_granularity_bytes = 1048576, merge_max_block_size_bytes = 1048576;

{{distributed transactions cityHash64(trace_id)}};

CREATE TABLE IF NOT EXISTS {{local spans}} (
  space String,
  received_at DateTime64(6, 'UTC') CODEC(Delta(8), ZSTD(1)),
  service String,
  environment String,
  service_version String,
  service_node String,
  agent String,
  agent_version String,
  language String,
  framework String,
  host String,
  resource FixedString(16) CODEC(ZSTD(1)),
  time DateTime64(6, 'UTC') CODEC(Delta(8), ZSTD(1)),
  skew_us Int64 CODEC(ZSTD(1)),
  trace_id String CODEC(ZSTD(1)),
  id String CODEC(ZSTD(1)),
  parent_id String CODEC(ZSTD(1)),
  transaction_id String CODEC(ZSTD(1)),
  name LowCardinality(String),
  type LowCardinality(String),
  subtype String,
  action String,
  duration_us UInt64 CODEC(T64, ZSTD(1)),
  outcome Enum8('unknown' = 0, 'success' = 1, 'failure' = 2),
  weight Float64 CODEC(ZSTD(1)),
  sync Enum8('unknown' = 0, 'sync' = 1, 'async' = 2),
  composite_count UInt32 CODEC(T64, ZSTD(1)),
  composite_sum_us UInt64 CODEC(T64, ZSTD(1)),
  target_type String,
  target_name String,
  destination String,
  child_ids Array(String) CODEC(ZSTD(1)),
  stack FixedString(16) CODEC(ZSTD(1)),
  labels Map(String, String) CODEC(ZSTD(1)),
  numeric_labels Map(String, Float64) CODEC(ZSTD(1)),
  details String CODEC(ZSTD(1))
)
ENGINE = {{engine MergeTree spans}}
PARTITION BY toDate(received_at)
ORDER BY (space, service, time)
SETTINGS non_replicated_deduplication_window = 10000, replicated_deduplication_window = 10000,
  fsync_after_insert = 1, fsync_part_directory = 1, min_compressed_bytes_to_fsync_after_merge = 1, merge_selector_base = 10,
  index_granularity_bytes = 1048576, merge_max_block_size_bytes = 1048576;

{{distributed spans cityHash64(trace_id)}};

CREATE TABLE IF NOT EXISTS {{local errors}} (
  space String,
  received_at DateTime64(6, 'UTC') CODEC(Delta(8), ZSTD(1)),
  service String,
  environment String,
  service_version String,
  service_node String,
  agent String,
  agent_version String,
  language String,
  framework String,
  host String,
  resource FixedString(16) CODEC(ZSTD(1)),
  time DateTime64(6, 'UTC') CODEC(Delta(8), ZSTD(1)),
  skew_us Int64 CODEC(ZSTD(1)),
  trace_id String CODEC(ZSTD(1)),
  id String CODEC(ZSTD(1)),
  parent_id String CODEC(ZSTD(1)),
  transaction_id String CODEC(ZSTD(1)),
  transaction_name String,
  transaction_type String,
  grouping_key String,
  grouping_name String CODEC(ZSTD(1)),
  type LowCardinality(String),
  message String CODEC(ZSTD(1)),
  culprit String,
  handled Enum8('unknown' = 0, 'handled' = 1, 'unhandled' = 2),
  stacks Array(FixedString(16)) CODEC(ZSTD(1)),
  labels Map(String, String) CODEC(ZSTD(1)),
  numeric_labels Map(String, Float64) CODEC(ZSTD(1)),
  details String CODEC(ZSTD(1))
)
ENGINE = {{engine MergeTree errors}}
PARTITION BY toDate(received_at)
ORDER BY (space, service, time)
SETTINGS non_replicated_deduplication_window = 10000, replicated_deduplication_window = 10000,
  fsync_after_insert = 1, fsync_part_directory = 1, min_compressed_bytes_to_fsync_after_merge = 1, merge_selector_base = 10,
  index_granularity_bytes = 1048576, merge_max_block_size_bytes = 1048576;

{{distributed errors cityHash64(trace_id)}};

CREATE TABLE IF NOT EXISTS {{local metricsets}} (
  space String,
  received_at DateTime64(6, 'UTC') CODEC(Delta(8), ZSTD(1)),
  service String,
  environment String,
  service_version String,
  service_node String,
  agent String,
  agent_version String,
  language String,
  framework String,
  host String,
  resource FixedString(16) CODEC(ZSTD(1)),
  time DateTime64(6, 'UTC') CODEC(Delta(8), ZSTD(1)),
  skew_us Int64 CODEC(ZSTD(1)),
  name LowCardinality(String),
  transaction_name String,
  transaction_type String,
  span_type String,
  span_subtype String,
  sample_names Array(String) CODEC(ZSTD(1)),
  sample_types Array(String) CODEC(ZSTD(1)),
  sample_units Array(String) CODEC(ZSTD(1)),
  sample_values Array(Float64) CODEC(ZSTD(1)),
  histogram_values Array(Array(Float64)) CODEC(ZSTD(1)),
  histogram_counts Array(Array(UInt64)) CODEC(ZSTD(1)),
  labels Map(String, String) CODEC(ZSTD(1)),
  numeric_labels Map(String, Float64) CODEC(ZSTD(1)),
  details String CODEC(ZSTD(1))
)
ENGINE = {{engine MergeTree metricsets}}
PARTITION BY toDate(received_at)
ORDER BY (space, service, time)
SETTINGS non_replicated_deduplication_window = 10000, replicated_deduplication_window = 10000,
  fsync_after_insert = 1, fsync_part_directory = 1, min_compressed_bytes_to_fsync_after_merge = 1, merge_selector_base = 10,
  index_granularity_bytes = 1048576, merge_max_block_size_bytes = 1048576;

{{distributed metricsets cityHash64(space, service)}};

CREATE TABLE IF NOT EXISTS {{local logs}} (
  space String,
  received_at DateTime64(6, 'UTC') CODEC(Delta(8), ZSTD(1)),
  service String,
  environment String,
  service_version String,
  service_node String,
  agent String,
  agent_version String,
  language String,
  framework String,
  host String,
  resource FixedString(16) CODEC(ZSTD(1)),
  time DateTime64(6, 'UTC') CODEC(Delta(8), ZSTD(1)),
  skew_us Int64 CODEC(ZSTD(1)),
  trace_id String CODEC(ZSTD(1)),
  transaction_id String CODEC(ZSTD(1)),
  span_id String CODEC(ZSTD(1)),
  level String,
  logger String,
  message String CODEC(ZSTD(1)),
  labels Map(String, String) CODEC(ZSTD(1)),
  numeric_labels Map(String, Float64) CODEC(ZSTD(1)),
  details String CODEC(ZSTD(1))
)
ENGINE = {{engine MergeTree logs}}
PARTITION BY toDate(received_at)
ORDER BY (space, service, time)
SETTINGS non_replicated_deduplication_window = 10000, replicated_deduplication_window = 10000,
  fsync_after_insert = 1, fsync_part_directory = 1, min_compressed_bytes_to_fsync_after_merge = 1, merge_selector_base = 10,
  index_granularity_bytes = 1048576, merge_max_block_size_bytes = 1048576;

{{distributed logs cityHash64(trace_id, message)}};

-- Stack traces and resources as JSON. Sent once a day and space, into the day's partition, so that
-- retention never takes a text away from an event that still refers to it.
CREATE TABLE IF NOT EXISTS {{local contents}} (
  space String,
  received_at DateTime64(6, 'UTC') CODEC(Delta(8), ZSTD(1)),
  hash FixedString(16) CODEC(ZSTD(1)),
  kind Enum8('stacktrace' = 1, 'resource' = 2),
  body String CODEC(ZSTD(1))
)
ENGINE = {{engine ReplacingMergeTree contents}}
PARTITION BY toDate(received_at)
ORDER BY (space, hash)
SETTINGS non_replicated_deduplication_window = 10000, replicated_deduplication_window = 10000,
  fsync_after_insert = 1, fsync_part_directory = 1, min_compressed_bytes_to_fsync_after_merge = 1, merge_selector_base = 10, index_granularity = 512;

{{distributed contents cityHash64(hash)}};

-- The services a trace went through and when, so that a trace is read by the order of the tables above.
CREATE TABLE IF NOT EXISTS {{local trace_services}} (
  space String,
  trace_id String CODEC(ZSTD(1)),
  service String,
  day Date,
  first_time SimpleAggregateFunction(min, DateTime64(6, 'UTC')) CODEC(Delta(8), ZSTD(1)),
  last_time SimpleAggregateFunction(max, DateTime64(6, 'UTC')) CODEC(Delta(8), ZSTD(1))
)
ENGINE = {{engine AggregatingMergeTree trace_services}}
PARTITION BY day
ORDER BY (space, trace_id, service, day)
SETTINGS non_replicated_deduplication_window = 10000, replicated_deduplication_window = 10000,
  fsync_after_insert = 1, fsync_part_directory = 1, min_compressed_bytes_to_fsync_after_merge = 1, merge_selector_base = 10, index_granularity = 1024;

{{distributed trace_services cityHash64(trace_id)}};

-- The inventory, by the minute of both clocks: a service is found under either. `key` is the id of the key that brought
-- it, '' for browsers that show none.
CREATE TABLE IF NOT EXISTS {{local service_minutes}} (
  space String,
  service String,
  environment String,
  received_minute DateTime('UTC') CODEC(Delta(4), ZSTD(1)),
  event_minute DateTime('UTC') CODEC(Delta(4), ZSTD(1)),
  key String,
  agent SimpleAggregateFunction(anyLast, String),
  agent_version SimpleAggregateFunction(anyLast, String),
  language SimpleAggregateFunction(anyLast, String),
  framework SimpleAggregateFunction(anyLast, String),
  service_version SimpleAggregateFunction(anyLast, String),
  first_received SimpleAggregateFunction(min, DateTime64(6, 'UTC')),
  last_received SimpleAggregateFunction(max, DateTime64(6, 'UTC')),
  events SimpleAggregateFunction(sum, UInt64),
  transactions SimpleAggregateFunction(sum, UInt64),
  weight SimpleAggregateFunction(sum, Float64),
  duration_us SimpleAggregateFunction(sum, Float64),
  succeeded SimpleAggregateFunction(sum, Float64),
  failed SimpleAggregateFunction(sum, Float64)
)
ENGINE = {{engine AggregatingMergeTree service_minutes}}
PARTITION BY toDate(received_minute)
ORDER BY (space, service, environment, received_minute, event_minute, key)
SETTINGS non_replicated_deduplication_window = 10000, replicated_deduplication_window = 10000,
  fsync_after_insert = 1, fsync_part_directory = 1, min_compressed_bytes_to_fsync_after_merge = 1, merge_selector_base = 10,
  index_granularity_bytes = 1048576, merge_max_block_size_bytes = 1048576;

{{distributed service_minutes cityHash64(space, service)}};
