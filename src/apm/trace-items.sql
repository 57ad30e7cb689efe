-- The bars of a trace, the earliest first. `services`, the times and the days come from trace-services.sql
-- and let this read a few granules only. An agent that sends an event twice is shown once.
SELECT *, count() OVER () AS total
FROM
(
  SELECT
    'transaction' AS kind, id, parent_id AS parentId, id AS transactionId, service, environment, agent, name, type,
    '' AS subtype, '' AS action, toUnixTimestamp64Micro(time) + skew_us AS timestamp, duration_us AS durationUs,
    toString(outcome) AS outcome, toString(result) AS result, 'unknown' AS sync, toUInt32(1) AS compositeCount,
    spans_dropped AS droppedSpans, emptyArrayString() AS childIds
  FROM transactions
  WHERE space = {space:String}
    AND service IN {services:Array(String)}
    AND time >= fromUnixTimestamp64Micro({from:Int64})
    AND time <= fromUnixTimestamp64Micro({to:Int64})
    AND toDate(received_at) >= toDate({firstDay:String})
    AND toDate(received_at) <= toDate({lastDay:String})
    AND trace_id = {trace:String}
  LIMIT 1 BY id
  UNION ALL
  SELECT
    'span' AS kind, id, parent_id AS parentId, transaction_id AS transactionId, service, environment, agent, name, type,
    subtype, action, toUnixTimestamp64Micro(time) + skew_us AS timestamp, duration_us AS durationUs,
    toString(outcome) AS outcome, '' AS result, toString(sync) AS sync, greatest(composite_count, 1) AS compositeCount,
    toUInt32(0) AS droppedSpans, child_ids AS childIds
  FROM spans
  WHERE space = {space:String}
    AND service IN {services:Array(String)}
    AND time >= fromUnixTimestamp64Micro({from:Int64})
    AND time <= fromUnixTimestamp64Micro({to:Int64})
    AND toDate(received_at) >= toDate({firstDay:String})
    AND toDate(received_at) <= toDate({lastDay:String})
    AND trace_id = {trace:String}
  LIMIT 1 BY id
)
ORDER BY timestamp, kind DESC, id
LIMIT {limit:UInt32}
