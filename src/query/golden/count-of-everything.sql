SELECT count() AS row_total,
  sum(weight) AS weight_total,
  toUInt8(true) AS shown_count,
  sum(weight) AS v1
FROM events
WHERE environment = {p1:UInt32}
  AND time >= {p2:Int64}
  AND time < {p3:Int64}
-- p1 = 7
-- p2 = 1795348800000000000
-- p3 = 1795352400000000000
