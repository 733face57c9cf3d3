SELECT bucket, group_id, groupArray(indexOf({p1:Array(Float64)}, edge)) AS cells, groupArray(weight_sum) AS weights
FROM (
SELECT intDiv(time, {p2:Int64}) AS bucket,
  sipHash64(coalesce(concat('s', if(service != '', service, NULL)), '')) AS group_id,
  roundDown(assumeNotNull(if(duration_ns >= 0, duration_ns / 1e6, NULL)), {p1:Array(Float64)}) AS edge,
  sum(weight) AS weight_sum
FROM events
WHERE environment = {p3:UInt32}
  AND time >= {p4:Int64}
  AND time < {p5:Int64}
  AND isNotNull(if(duration_ns >= 0, duration_ns / 1e6, NULL))
GROUP BY bucket, group_id, edge
)
GROUP BY bucket, group_id
ORDER BY bucket
-- p1 = [0, 5, 10]
-- p2 = 15000000000
-- p3 = 7
-- p4 = 1795348800000000000
-- p5 = 1795352400000000000
