-- One row for each service and environment that anything arrived from, or happened in, within the range
-- (whole minutes, `to` not included). Both sets of figures are summed; the caller takes those by event time
-- where anything lies in the range by it.
SELECT
  service AS name,
  environment,
  argMax(agent, last_received) AS agent,
  argMax(agent_version, last_received) AS agentVersion,
  argMax(language, last_received) AS language,
  argMax(framework, last_received) AS framework,
  argMax(service_version, last_received) AS version,
  toUnixTimestamp64Micro(min(first_received)) AS firstSeen,
  toUnixTimestamp64Micro(max(last_received)) AS lastSeen,
  max(happened) AS byEvent,
  sumIf(weight, happened) AS eventTransactions,
  sumIf(duration_us, happened) AS eventDuration,
  sumIf(succeeded, happened) AS eventSucceeded,
  sumIf(failed, happened) AS eventFailed,
  sumIf(weight, arrived) AS receivedTransactions,
  sumIf(duration_us, arrived) AS receivedDuration,
  sumIf(succeeded, arrived) AS receivedSucceeded,
  sumIf(failed, arrived) AS receivedFailed
FROM
(
  SELECT
    service,
    environment,
    agent,
    agent_version,
    language,
    framework,
    service_version,
    first_received,
    last_received,
    weight,
    duration_us,
    succeeded,
    failed,
    event_minute >= toDateTime({from:Int64}, 'UTC') AND event_minute < toDateTime({to:Int64}, 'UTC') AS happened,
    received_minute >= toDateTime({from:Int64}, 'UTC') AND received_minute < toDateTime({to:Int64}, 'UTC') AS arrived
  FROM service_minutes
  WHERE space = {space:String} AND ({service:String} = '' OR service = {service:String})
)
GROUP BY service, environment
HAVING max(happened OR arrived)
ORDER BY greatest(eventTransactions, receivedTransactions) DESC, name, environment
LIMIT {limit:UInt32}
