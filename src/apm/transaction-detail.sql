-- Everything stored of one transaction.
SELECT
  * EXCEPT (space, time, received_at, resource),
  toUnixTimestamp64Micro(time) + skew_us AS timestamp,
  toUnixTimestamp64Micro(received_at) AS ingested,
  lower(hex(resource)) AS resource
FROM transactions
WHERE space = {space:String}
  AND service IN {services:Array(String)}
  AND time >= fromUnixTimestamp64Micro({from:Int64})
  AND time <= fromUnixTimestamp64Micro({to:Int64})
  AND toDate(received_at) >= toDate({firstDay:String})
  AND toDate(received_at) <= toDate({lastDay:String})
  AND trace_id = {trace:String}
  AND id = {id:String}
LIMIT 1
