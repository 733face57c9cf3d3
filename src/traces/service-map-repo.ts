import { UNIX_NS_MAX } from '../base/time.ts';
import { SPAN_ID_BYTES, TRACE_ID_BYTES } from '../model/ids.ts';
import {
  AWS_SPAN_ATTRIBUTES,
  FUNCTION_TYPE,
  LOCAL_ROOT,
  ORIGIN_OF_LAUNCH_TYPE,
  ORIGIN_OF_PLATFORM,
  QUEUE_TYPE,
  SQL_SYSTEMS,
  URL_HOST,
  XRAY_ATTRIBUTES,
  XRAY_SOURCE,
} from '../model/xray-attributes.ts';
import { BEGAN_IN_RANGE } from './trace-pages-repo.ts';

const NO_PARENT = `parent_id = toFixedString('', ${SPAN_ID_BYTES})`;

const IS_XRAY = `startsWith(source, '${XRAY_SOURCE}')`;

/** The first span of its service, as its sender says. */
const IS_LOCAL_ROOT = `(attr_string['${AWS_SPAN_ATTRIBUTES.spanKind}'] = '${LOCAL_ROOT}' AND NOT ${IS_XRAY})`;
/** A span that entered its service from outside. */
const IS_ENTRY = `(span_kind IN ('server', 'consumer') OR ${NO_PARENT} OR ${IS_LOCAL_ROOT})`;
/** A consumer that is the first of its service asked the queue for what it works on. */
const IS_CALL = `(span_kind IN ('client', 'producer') OR span_kind = 'consumer' AND ${IS_LOCAL_ROOT})`;

/** Whose words name services: X-Ray's clients go by a name that AWS's distributions of OpenTelemetry give beside the other. */
export type ServiceNaming = 'opentelemetry' | 'xray';
const LOCAL_SERVICE = `attr_string['${AWS_SPAN_ATTRIBUTES.localService}']`;
const SERVICE: Readonly<Record<ServiceNaming, string>> = {
  opentelemetry: 'service',
  xray: `if(${LOCAL_SERVICE} = '' OR ${IS_XRAY}, service, ${LOCAL_SERVICE})`,
};

/** First of these texts that is there, '' if none is. */
const firstText = (...names: string[]) =>
  `coalesce(${names.map((name) => `nullIf(attr_string['${name}'], '')`).join(', ')}, '')`;

const HTTP_STATUS = `greatest(attr_int['http.response.status_code'], attr_int['http.status_code'])`;
const flag = (name: string) => `attr_bool['${name}']`;

/**
 * How a request ended, by X-Ray's words. A failure of the server beats a throttle, which beats another error of the client.
 * A status that is no HTTP status is a fault; of X-Ray the flags count. Source: awsxrayexporter, and the API's
 * ServiceStatistics.
 */
const OUTCOME = `multiIf(
  ${flag(XRAY_ATTRIBUTES.fault)} OR ${HTTP_STATUS} >= 500, 'fault',
  ${flag(XRAY_ATTRIBUTES.throttle)} OR ${HTTP_STATUS} = 429, 'throttle',
  ${flag(XRAY_ATTRIBUTES.error)} OR ${HTTP_STATUS} >= 400, 'error',
  ${HTTP_STATUS} < 400 AND status_code = 2 AND NOT ${IS_XRAY}, 'fault',
  'ok')`;

/** Of our own constants only: no text of a sender reaches it. */
const looked = (key: string, map: ReadonlyMap<string, string>, otherwise: string) =>
  `transform(${key}, [${quoted([...map.keys()])}], [${quoted([...map.values()])}], ${otherwise})`;
const quoted = (texts: readonly string[]) => texts.map((text) => `'${text}'`).join(', ');

const PLATFORM_TYPE = looked("attr_string['cloud.platform']", ORIGIN_OF_PLATFORM, "''");
const LAUNCH_TYPE = looked("lower(attr_string['aws.ecs.launchtype'])", ORIGIN_OF_LAUNCH_TYPE, PLATFORM_TYPE);
/** What the service runs on: an X-Ray segment says it, of others the resource. */
const TYPE = `multiIf(
  attr_string['${XRAY_ATTRIBUTES.origin}'] != '', attr_string['${XRAY_ATTRIBUTES.origin}'],
  ${IS_XRAY}, '',
  attr_string['cloud.platform'] = 'aws_ecs', ${LAUNCH_TYPE},
  ${PLATFORM_TYPE})`;

/** What was given up while in progress is no request yet: it makes a node, and counts for none. */
const COUNTED_WEIGHT = `if(${flag('meta.incomplete')}, 0, weight)`;

/** Milliseconds, coarser above ten seconds so that slow requests do not make a row each. */
const SECONDS = `round(greatest(duration_ns, 0) / 1e9, if(duration_ns < 10000000000, 3, 1))`;

const MEASURED = `${OUTCOME} AS outcome, ${SECONDS} AS seconds, ${COUNTED_WEIGHT} AS counted_weight, time,
  greatest(duration_ns, 0) / 1e9 AS exact_seconds,
  time + least(greatest(duration_ns, 0), ${UNIX_NS_MAX} - time) AS end_ns`;

/** Of one duration; `prefix` names the span that is measured. */
const sums = (prefix = '') => `sum(${prefix}counted_weight) AS value_weight,
  sum(${prefix}counted_weight * ${prefix}exact_seconds) AS value_seconds,
  min(${prefix}time) AS value_first, max(${prefix}time) AS value_last`;

/**
 * One row for each of `keys` and outcomes, with its histogram inside, of rows by `seconds` too: durations differ by the
 * thousand, and an answer may have so many rows at most.
 */
const withHistograms = (keys: string, byDuration: string) => `
  SELECT ${keys}, outcome, groupArrayIf((seconds, value_weight), value_weight > 0) AS histogram, sum(value_weight) AS weight_sum,
    sum(value_seconds) AS total_seconds, min(value_first) AS first_ns, max(value_last) AS last_ns
  FROM (${byDuration}
  GROUP BY ${keys}, outcome, seconds)
  GROUP BY ${keys}, outcome`;

const DB_SYSTEM = firstText('db.system.name', 'db.system');
const PEER_HOST = firstText('server.address', 'net.peer.name', 'http.host', 'network.peer.address', 'net.peer.ip');
const hostIn = (...names: string[]) => `extract(${firstText(...names)}, '${URL_HOST.replaceAll('\\', '\\\\')}')`;
const DB_HOST = `if(${PEER_HOST} = '', ${hostIn('db.connection_string')}, ${PEER_HOST})`;
/** A number, of Redis for instance, names nothing. */
const DB_NAME = `replaceRegexpOne(${firstText('db.namespace', 'db.name')}, '^[0-9]+$', '')`;

const REMOTE_SERVICE = `replaceRegexpOne(attr_string['${AWS_SPAN_ATTRIBUTES.remoteService}'], '^(AWS[.]SDK[.]|AWS::)', '')`;
const TABLES = "attr_json['aws.dynamodb.table_names'], 'arrayValue', 'values'";
/** Of DynamoDB: the one that is named, or the only one of a list. */
const TABLE = `if(attr_string['aws.table_name'] != '' OR JSONLength(${TABLES}) != 1, attr_string['aws.table_name'],
  JSONExtractString(${TABLES}, 1, 'stringValue'))`;

/**
 * What a call whose callee sent nothing is a call of. Source: awsxrayexporter translator/segment.go, whose order this is;
 * a database without a name of its own goes by its system.
 */
const CALLEE = `multiIf(
  ${TABLE} != '', ${TABLE},
  ${IS_XRAY}, name,
  ${REMOTE_SERVICE} != '', ${REMOTE_SERVICE},
  ${firstText('service.peer.name', 'peer.service', 'aws.service')} != '', ${firstText('service.peer.name', 'peer.service', 'aws.service')},
  ${DB_SYSTEM} != '', concat(coalesce(nullIf(${DB_NAME}, ''), ${DB_SYSTEM}), if(${DB_HOST} = '', '', concat('@', ${DB_HOST}))),
  ${firstText('rpc.service', 'messaging.destination.name')} != '', ${firstText('rpc.service', 'messaging.destination.name')},
  ${PEER_HOST} != '', ${PEER_HOST},
  ${hostIn('url.full', 'http.url')} != '', ${hostIn('url.full', 'http.url')},
  name)`;
const AWS_SERVICE = firstText('aws.service');
const QUEUE = firstText('aws.queue_url', 'aws.queue.url', 'aws.sqs.queue.url');
const CALLEE_TYPE = `multiIf(
  ${TABLE} != '', 'AWS::DynamoDB::Table',
  attr_string['${XRAY_ATTRIBUTES.namespace}'] = 'aws' OR ${AWS_SERVICE} != '' OR attr_string['rpc.system'] = 'aws-api',
    multiIf(
      ${QUEUE} != '', '${QUEUE_TYPE}',
      ${IS_XRAY} AND attr_string['aws.function_name'] != '', '${FUNCTION_TYPE}',
      concat('AWS::', ${CALLEE})),
  ${DB_SYSTEM} IN (${quoted(SQL_SYSTEMS)}) OR ${DB_SYSTEM} != '' AND ${IS_XRAY}, 'Database::SQL',
  'remote')`;

/** `scope` is the condition on the rows of the range; so in every statement below. */
export const doubledServicesSql = (scope: string) => `SELECT DISTINCT service FROM events
  WHERE ${scope} AND kind = 'span' AND NOT ${IS_XRAY}
    AND service IN (SELECT service FROM events WHERE ${scope} AND kind = 'span' AND ${IS_XRAY})
  LIMIT 10000`;

/** Of services that send both: true for the rows that do not count. */
export const NOT_COUNTED = `has({doubled:Array(String)}, service) AND ${IS_XRAY} = {isXrayLeftOut:Bool}`;

/** What each service did for those who called it. */
export const nodesSql = (scope: string, naming: ServiceNaming) =>
  withHistograms(
    'service, type, is_root',
    `
  SELECT named AS service, type, is_root, outcome, seconds, ${sums()} FROM (
    SELECT ${SERVICE[naming]} AS named, ${TYPE} AS type, ${NO_PARENT} AS is_root, ${MEASURED}
    FROM events WHERE ${scope} AND kind = 'span' AND ${IS_ENTRY})`,
  );

/** Calls as their callers saw them; `target` is '' where the callee sent nothing. One row of a call for each service that answered. */
export const callsSql = (scope: string, naming: ServiceNaming) =>
  withHistograms(
    'caller, caller_type, target, target_type, inferred, inferred_type',
    `
  SELECT caller, caller_type, target, target_type, if(target = '', callee, '') AS inferred,
    if(target = '', callee_type, '') AS inferred_type, outcome, seconds, ${sums()}
  FROM (
    SELECT trace_id, span_id, ${SERVICE[naming]} AS caller, ${TYPE} AS caller_type, ${CALLEE} AS callee, ${CALLEE_TYPE} AS callee_type, ${MEASURED}
    FROM events WHERE ${scope} AND kind = 'span' AND ${IS_CALL}) AS calls
  LEFT JOIN (
    SELECT DISTINCT trace_id, parent_id, ${SERVICE[naming]} AS target, ${TYPE} AS target_type
    FROM events WHERE ${scope} AND kind = 'span' AND ${IS_ENTRY} AND NOT ${NO_PARENT}) AS entries
  ON calls.trace_id = entries.trace_id AND calls.span_id = entries.parent_id`,
  );

/** Requests that came from a span that is no call: of the segment of another service, or across a gap. The callee's word counts. */
export const handOversSql = (scope: string, naming: ServiceNaming) =>
  withHistograms(
    'caller, target, target_type',
    `
  SELECT caller, target, target_type, outcome, seconds, ${sums('entries.')}
  FROM (
    SELECT trace_id, span_id, ${SERVICE[naming]} AS caller FROM events WHERE ${scope} AND kind = 'span' AND NOT (${IS_CALL})) AS parents
  INNER JOIN (
    SELECT trace_id, parent_id, ${SERVICE[naming]} AS target, ${TYPE} AS target_type, ${MEASURED}
    FROM events WHERE ${scope} AND kind = 'span' AND ${IS_ENTRY} AND NOT ${NO_PARENT}) AS entries
  ON parents.trace_id = entries.trace_id AND parents.span_id = entries.parent_id
  WHERE caller != target`,
  );

/** Whether there is any: few senders link, and the statement below reads every span twice. */
export const hasLinksSql = (scope: string) => `SELECT 1 FROM events WHERE ${scope} AND kind = 'span_link' LIMIT 1`;

/**
 * From the service of a span that others link to, to theirs; `seconds` between the end of the one and the start of the other.
 * Both must be in `scope`. A span links to another once.
 */
export const linksSql = (scope: string, naming: ServiceNaming) =>
  withHistograms(
    'source, source_type, target, target_type',
    `
  SELECT source, source_type, target, target_type, outcome,
    round(greatest(linking.time - linked_end_ns, 0) / 1e9, 3) AS seconds, ${sums('linking.')}
  FROM (
    SELECT DISTINCT trace_id, parent_id, link_trace_id, link_span_id
    FROM events WHERE ${scope} AND kind = 'span_link') AS links
  INNER JOIN (
    SELECT trace_id, span_id, ${SERVICE[naming]} AS target, ${TYPE} AS target_type, ${MEASURED}
    FROM events WHERE ${scope} AND kind = 'span') AS linking
  ON links.trace_id = linking.trace_id AND links.parent_id = linking.span_id
  INNER JOIN (
    SELECT trace_id, span_id, ${SERVICE[naming]} AS source, ${TYPE} AS source_type, time + greatest(duration_ns, 0) AS linked_end_ns
    FROM events WHERE ${scope} AND kind = 'span') AS linked
  ON links.link_trace_id = linked.trace_id AND links.link_span_id = linked.span_id`,
  );

export const SPANS_OF_RANGE = 'time BETWEEN {fromNs:Int64} AND {toNs:Int64}';
const TIMES = 'FROM trace_times WHERE environment = {environment:UInt32} AND';
const BEGUN = `${TIMES} ${BEGAN_IN_RANGE}`;
// As `readTracePage` takes them by their start. Their extent prunes to the hours that hold them.
export const TRACES_OF_RANGE = `time BETWEEN {fromNs:Int64} AND (SELECT max(max_time) ${BEGUN})
  AND trace_id IN (SELECT trace_id ${BEGUN} GROUP BY trace_id HAVING min(min_time) >= {fromNs:Int64})`;

const IDS = `trace_id IN {traceIds:Array(FixedString(${TRACE_ID_BYTES}))}`;
export const THESE_TRACES = `${IDS}
  AND time BETWEEN (SELECT min(min_time) ${TIMES} ${IDS}) AND (SELECT max(max_time) ${TIMES} ${IDS})`;
