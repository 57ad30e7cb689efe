-- Where the parts of a trace lie: which services, and from when to when.
SELECT
  service,
  toUnixTimestamp64Micro(min(first_time)) AS firstTime,
  toUnixTimestamp64Micro(max(last_time)) AS lastTime,
  toString(min(day)) AS firstDay,
  toString(max(day)) AS lastDay
FROM trace_services
WHERE space = {space:String} AND trace_id = {trace:String}
GROUP BY service
ORDER BY firstTime
LIMIT 1000
