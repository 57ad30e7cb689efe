-- What arrived of each service by each key from one moment to another, by our clock: for counts that were kept elsewhere
-- and may have lost a moment. The inventory keeps minutes; one that reaches over a border is left out.
SELECT
  service AS name,
  key,
  argMax(environment, last_received) AS environment,
  argMax(agent, last_received) AS agent,
  max(language) AS language,
  max(framework) AS framework,
  sum(transactions) AS transactions,
  toUnixTimestamp64Micro(min(first_received)) AS firstSeen,
  toUnixTimestamp64Micro(max(last_received)) AS lastSeen
FROM service_minutes
WHERE space = {space:String}
  AND first_received >= fromUnixTimestamp64Micro({from:Int64})
  AND last_received < fromUnixTimestamp64Micro({until:Int64})
  AND ({service:String} = '' OR service = {service:String})
GROUP BY service, key
ORDER BY lastSeen DESC
LIMIT {limit:UInt32}
