-- The newest sampled transactions of a service or of one of its groups.
SELECT
  trace_id AS traceId,
  id AS transactionId,
  service,
  environment,
  name,
  type,
  result,
  outcome,
  toUnixTimestamp64Micro(time) + skew_us AS timestamp,
  toUnixTimestamp64Micro(received_at) AS receivedAt,
  duration_us AS durationUs,
  spans_started AS spans
FROM transactions
WHERE space = {space:String}
  AND service = {service:String}
  AND sampled
  AND ({environment:String} = '*' OR environment = {environment:String})
  AND ({type:String} = '' OR type = {type:String})
  AND ({allNames:Bool} OR name = {name:String})
  AND time >= fromUnixTimestamp64Micro({timeFrom:Int64})
  AND time < fromUnixTimestamp64Micro({timeTo:Int64})
  AND received_at >= fromUnixTimestamp64Micro({receivedFrom:Int64})
  AND received_at < fromUnixTimestamp64Micro({receivedTo:Int64})
ORDER BY time DESC, id
LIMIT {limit:UInt32}
