-- How the newest requests of services look: by which agent, whether ids and durations repeat, and whether a
-- runtime stands behind them. At most 100 requests a service are looked at.
SELECT
  service,
  anyLast(agent) AS agent,
  count() AS requests,
  uniqExact(id) AS distinctIds,
  uniqExact(duration_us) AS distinctDurations,
  countIf(resource IN (
    SELECT hash FROM contents
    WHERE space = {space:String} AND kind = 'resource' AND position(body, '"service.runtime.name"') > 0
  )) AS withRuntime,
  groupUniqArray(20)(name) AS names
FROM
(
  SELECT service, agent, id, duration_us, resource, name
  FROM transactions
  WHERE space = {space:String}
    AND service IN {services:Array(String)}
    AND received_at >= fromUnixTimestamp64Micro({since:Int64})
  ORDER BY service, time DESC
  LIMIT 100 BY service
)
GROUP BY service
