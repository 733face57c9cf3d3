SELECT intDiv(time, {p1:Int64}) AS bucket,
  toUInt64(0) AS group_id,
  sum(weight) AS v1
FROM events
WHERE environment = {p2:UInt32}
  AND time >= {p3:Int64}
  AND time < {p4:Int64}
GROUP BY bucket, group_id
ORDER BY bucket
-- p1 = 15000000000
-- p2 = 7
-- p3 = 1795348800000000000
-- p4 = 1795352400000000000
