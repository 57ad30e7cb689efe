-- Requests of a service that carry a code which only its owner was told: in the version, the name or the URL.
SELECT count() AS found
FROM transactions
WHERE space = {space:String}
  AND service = {service:String}
  AND received_at >= fromUnixTimestamp64Micro({since:Int64})
  AND (
    service_version = {code:String}
    OR match(name, {pattern:String})
    OR match(details, concat('"url\\.(?:path|full|original)":"[^"]*', {pattern:String}))
  )
