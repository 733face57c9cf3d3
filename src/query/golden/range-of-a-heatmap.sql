SELECT minOrNull(if(duration_ns >= 0, duration_ns / 1e6, NULL)) AS low1,
  minOrNull(if(if(duration_ns >= 0, duration_ns / 1e6, NULL) > 0, if(duration_ns >= 0, duration_ns / 1e6, NULL), NULL)) AS positive1,
  maxOrNull(if(duration_ns >= 0, duration_ns / 1e6, NULL)) AS high1
FROM events
WHERE environment = {p1:UInt32}
  AND time >= {p2:Int64}
  AND time < {p3:Int64}
-- p1 = 7
-- p2 = 1795348800000000000
-- p3 = 1795352400000000000
