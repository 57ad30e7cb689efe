-- Texts by their hashes, any day's copy of each.
SELECT lower(hex(hash)) AS digest, any(body) AS text
FROM contents
WHERE space = {space:String} AND hash IN (SELECT toFixedString(unhex(arrayJoin({hashes:Array(String)})), 16))
GROUP BY hash
