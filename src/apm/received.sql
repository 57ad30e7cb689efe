-- What arrived of each service since a minute, by our clock: for counts that were kept elsewhere and may have lost a moment.
SELECT
  service AS name,
  sum(transactions) AS transactions,
  toUnixTimestamp64Micro(max(last_received)) AS lastSeen
FROM service_minutes
WHERE space = {space:String}
  AND received_minute >= toDateTime({from:Int64}, 'UTC')
  AND ({service:String} = '' OR service = {service:String})
GROUP BY service
ORDER BY lastSeen DESC
LIMIT {limit:UInt32}
