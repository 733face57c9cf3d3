SELECT count() AS row_total,
  sum(weight) AS weight_total,
  toUInt8(true) AS shown_count,
  sum(weight) AS v1
FROM events
WHERE environment = {p1:UInt32}
  AND time >= {p2:Int64}
  AND time < {p3:Int64}
  AND dataset IN {p4:Array(String)}
  AND ((service = {p5:String}) OR ((duration_ns >= 0) AND duration_ns / 1e6 >= {p6:Float64}) OR (trace_id IN {p7:Array(FixedString(16))}) OR NOT (position(attr_string[{p8:String}], {p9:String}) > 0) OR NOT (ifNull(if(isFinite(toFloat64OrNull(arrayElementOrNull(attr_string, {p10:String}))), toFloat64OrNull(arrayElementOrNull(attr_string, {p10:String})), NULL) = {p11:Float64}, false) OR mapContains(attr_int, {p10:String}) AND attr_int[{p10:String}] = {p12:Int64} OR mapContains(attr_float, {p10:String}) AND attr_float[{p10:String}] = {p12:Int64} OR ifNull(if(isFinite(toFloat64OrNull(arrayElementOrNull(attr_string, {p13:String}))), toFloat64OrNull(arrayElementOrNull(attr_string, {p13:String})), NULL) = {p11:Float64}, false) OR mapContains(attr_int, {p13:String}) AND attr_int[{p13:String}] = {p12:Int64} OR mapContains(attr_float, {p13:String}) AND attr_float[{p13:String}] = {p12:Int64}) OR NOT ((status_code = 2)) OR (attr_string[{p14:String}] IN {p15:Array(String)}))
-- p1 = 7
-- p2 = 1795348800000000000
-- p3 = 1795352400000000000
-- p4 = ["web", "api"]
-- p5 = "web"
-- p6 = 1.5
-- p7 = [0xabababababababababababababababab, 0x000000000000000000ab00ab00ab00ab]
-- p8 = "http.route"
-- p9 = "/health"
-- p10 = "http.response.status_code"
-- p11 = 200
-- p12 = 200
-- p13 = "http.status_code"
-- p14 = "tags"
-- p15 = ["[\"a\"]", "[\"a\"]\n"]
