SELECT intDiv(time, {p1:Int64}) AS bucket,
  sipHash64(coalesce(multiIf((kind = 'span' AND parent_id = toFixedString('', 8)), 'btrue', NOT (kind = 'span' AND parent_id = toFixedString('', 8)), 'bfalse', NULL), '')) AS group_id,
  ifNull(uniqCombined(if((kind IN ('span', 'span_event')), coalesce(concat('s', if(kind IN ('span', 'span_event'), name, NULL)), ''), NULL)), 0) AS v1
FROM events
WHERE environment = {p2:UInt32}
  AND time >= {p3:Int64}
  AND time < {p4:Int64}
  AND group_id IN {p5:Array(UInt64)}
GROUP BY bucket, group_id
ORDER BY bucket
-- p1 = 15000000000
-- p2 = 7
-- p3 = 1795348800000000000
-- p4 = 1795352400000000000
-- p5 = [1, 18446744073709551615]
