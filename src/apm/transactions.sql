-- The groups of a service by type and name, the most frequent first; one more than the limit tells whether
-- there are others. Everything is weighted by how many transactions a sampled one stands for.
SELECT
  name,
  type,
  sum(weight) AS transactions,
  sum(weight * duration_us) AS duration,
  avg(duration_us) AS plainAverage,
  quantilesTDigestWeighted(0.5, 0.95, 0.99)(duration_us, toUInt32(greatest(1, least(round(weight), 1000000)))) AS percentiles,
  sumIf(weight, outcome = 'success') AS succeeded,
  sumIf(weight, outcome = 'failure') AS failed,
  toUnixTimestamp64Micro(max(received_at)) AS lastSeen,
  sum(duration) OVER () AS allDuration
FROM transactions
WHERE space = {space:String}
  AND service = {service:String}
  AND ({environment:String} = '*' OR environment = {environment:String})
  AND ({type:String} = '' OR type = {type:String})
  AND time >= fromUnixTimestamp64Micro({timeFrom:Int64})
  AND time < fromUnixTimestamp64Micro({timeTo:Int64})
  AND received_at >= fromUnixTimestamp64Micro({receivedFrom:Int64})
  AND received_at < fromUnixTimestamp64Micro({receivedTo:Int64})
GROUP BY name, type
ORDER BY transactions DESC, name, type
LIMIT {limit:UInt32}
