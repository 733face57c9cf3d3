SELECT slot,
  any(k1) AS g1,
  any(k2) AS g2,
  sipHash64(any(k1), any(k2)) AS group_id,
  sum(row_count) AS row_total,
  sum(weight_sum) AS weight_total,
  countIf(is_shown) AS shown_count,
  if(countMerge(a2) = 0, NULL, quantilesExactWeightedMerge(0.5, 0.99)(a1)[2]) AS v1,
  if(countMerge(a2) = 0, NULL, quantilesExactWeightedMerge(0.5, 0.99)(a1)[1]) AS v2,
  sumMerge(a3) / sumMerge(a4) AS v3,
  sumMerge(a5) AS v4
FROM (
SELECT *,
  ifNull(finalizeAggregation(a3) / finalizeAggregation(a4) > {p1:Float64}, false) AS is_shown,
  if(is_shown, least(row_number() OVER (PARTITION BY is_shown ORDER BY k2 = '', substring(k2, 1, 1) ASC, if(startsWith(k2, 'n'), toFloat64OrNull(substring(k2, 2)), 0) ASC, k2 ASC, if(finalizeAggregation(a2) = 0, NULL, finalizeAggregation(a1)[2]) DESC NULLS LAST, k1, k2), {p2:UInt32}), {p2:UInt32}) AS slot
FROM (
SELECT coalesce(concat('s', if(service != '', service, NULL)), '') AS k1,
  coalesce(concat('s', arrayElementOrNull(attr_string, {p3:String})), concat('n', toString(arrayElementOrNull(attr_int, {p3:String}))), concat('n', toString(arrayElementOrNull(attr_float, {p3:String}) + 0)), multiIf(arrayElementOrNull(attr_bool, {p3:String}), 'btrue', NOT arrayElementOrNull(attr_bool, {p3:String}), 'bfalse', NULL), '') AS k2,
  count() AS row_count,
  sum(weight) AS weight_sum,
  quantilesExactWeightedState(0.5, 0.99)(reinterpretAsFloat64(bitAnd(reinterpretAsUInt64(if(duration_ns >= 0, duration_ns / 1e6, NULL)) + toUInt64(4398046511104), toUInt64('18446735277616529408'))), toUInt64(round(weight * 1024))) AS a1,
  countState(if(duration_ns >= 0, duration_ns / 1e6, NULL)) AS a2,
  sumState(ifNull(coalesce(if(isFinite(toFloat64OrNull(arrayElementOrNull(attr_string, {p3:String}))), toFloat64OrNull(arrayElementOrNull(attr_string, {p3:String})), NULL), toFloat64(arrayElementOrNull(attr_int, {p3:String})), if(isFinite(arrayElementOrNull(attr_float, {p3:String})), arrayElementOrNull(attr_float, {p3:String}), NULL)) * weight, NULL)) AS a3,
  sumState(if(isNull(coalesce(if(isFinite(toFloat64OrNull(arrayElementOrNull(attr_string, {p3:String}))), toFloat64OrNull(arrayElementOrNull(attr_string, {p3:String})), NULL), toFloat64(arrayElementOrNull(attr_int, {p3:String})), if(isFinite(arrayElementOrNull(attr_float, {p3:String})), arrayElementOrNull(attr_float, {p3:String}), NULL))), 0, weight)) AS a4,
  sumState(if(((status_code = 2) AND true), weight, 0)) AS a5
FROM events
WHERE environment = {p4:UInt32}
  AND time >= {p5:Int64}
  AND time < {p6:Int64}
GROUP BY k1, k2
)
)
GROUP BY slot WITH ROLLUP
ORDER BY slot
-- p1 = 0.5
-- p2 = 11
-- p3 = "n"
-- p4 = 7
-- p5 = 1795348800000000000
-- p6 = 1795352400000000000
