-- The errors of a trace, for the marks on its bars.
SELECT
  id,
  parent_id AS parentId,
  transaction_id AS transactionId,
  service,
  toUnixTimestamp64Micro(time) + skew_us AS timestamp,
  grouping_key AS groupingKey,
  type,
  message,
  culprit,
  handled
FROM errors
WHERE space = {space:String}
  AND service IN {services:Array(String)}
  AND time >= fromUnixTimestamp64Micro({from:Int64})
  AND time <= fromUnixTimestamp64Micro({to:Int64})
  AND toDate(received_at) >= toDate({firstDay:String})
  AND toDate(received_at) <= toDate({lastDay:String})
  AND trace_id = {trace:String}
ORDER BY timestamp, id
LIMIT 1 BY id
LIMIT {limit:UInt32}
