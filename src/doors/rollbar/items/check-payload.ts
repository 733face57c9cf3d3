import { isObject, type JsonObject, objectOf } from '../json.ts';

/** What is wrong with a payload, in Rollbar's words without their beginning `Invalid format. `; undefined where nothing is. */
type Problem = string | undefined;
type Type = 'string' | 'object' | 'array' | 'number' | 'integer';

const BODY_MISSING =
  "data.body must not be undefined. Instead, it should be an object with a 'message', 'trace', 'trace_chain', or 'crash_report' key.";
const BODY_KINDS_WRONG =
  "data.body must have either a 'trace', 'trace_chain', 'message' or 'crash_report' property, (but not more than one).";

/** Null stands for a field that is not there: every client sends it for some. */
const DATA_TYPES: Readonly<Record<string, Type>> = {
  environment: 'string',
  level: 'string',
  platform: 'string',
  language: 'string',
  framework: 'string',
  context: 'string',
  fingerprint: 'string',
  title: 'string',
  uuid: 'string',
  timestamp: 'number',
  request: 'object',
  person: 'object',
  server: 'object',
  client: 'object',
  notifier: 'object',
  attributes: 'array',
  project_package_paths: 'array',
};

/** Texts that clients send as numbers too; the number is taken for its digits. */
const SCALARS = ['code_version', 'person.id', 'person.username', 'person.email', 'server.host', 'server.root'];

const CHECKED: ReadonlySet<string> = new Set([...Object.keys(DATA_TYPES), 'code_version']);

/** The first thing wrong with a payload's `data`, named by its path. Source: answers of the service, see rollbar.md 2.4. */
export function checkPayload(payload: JsonObject): Problem {
  const { data } = payload;
  if (isAbsent(data)) return missing('data');
  if (!isObject(data)) return wrongType('data', 'object');
  const checked = withoutCopies(data);
  return checkBody(data.body) ?? checkTypes(checked, 'data', DATA_TYPES) ?? checkScalars(checked);
}

/**
 * rollbar.js for Node writes what an application gave it as custom data to the top of `data` as well, where a text called
 * `client` is no fault of the sender's. Source: rollbar.js 3.1.0 src/server/transforms.js, baseData.
 */
function withoutCopies(data: JsonObject): JsonObject {
  const custom = objectOf(data.custom);
  const copied = Object.keys(custom).filter((name) => CHECKED.has(name) && isAlike(custom[name], data[name]));
  return copied.length === 0 ? data : { ...data, ...Object.fromEntries(copied.map((name) => [name, null])) };
}

/** Of maps and lists only the length is compared: a hostile one is too deep to be walked. */
function isAlike(one: unknown, other: unknown): boolean {
  if (typeof one !== 'object' || typeof other !== 'object' || one === null || other === null) return one === other;
  return Array.isArray(one) === Array.isArray(other) && Object.keys(one).length === Object.keys(other).length;
}

function checkBody(body: unknown): Problem {
  if (isAbsent(body)) return BODY_MISSING;
  if (!isObject(body)) return wrongType('data.body', 'object');
  const kinds = ['trace', 'trace_chain', 'message', 'crash_report'].filter((kind) => !isAbsent(body[kind]));
  const [kind] = kinds;
  if (kind === undefined || kinds.length > 1) return BODY_KINDS_WRONG;
  return checkKind(kind, body[kind], `data.body.${kind}`) ?? checkTypes(body, 'data.body', { telemetry: 'array' });
}

function checkKind(kind: string, value: unknown, path: string): Problem {
  switch (kind) {
    case 'trace':
      return checkTrace(value, path);
    case 'trace_chain':
      return checkList(value, path, checkTrace);
    case 'message':
      return checkMessage(value, path);
    default:
      return checkCrashReport(value, path);
  }
}

/** Python's `report_message(404)` sends the number. */
function checkMessage(message: unknown, path: string): Problem {
  if (!isObject(message)) return wrongType(path, 'object');
  return isAbsent(message.body) ? missing(`${path}.body`) : checkScalar(message, path, 'body');
}

function checkCrashReport(report: unknown, path: string): Problem {
  if (!isObject(report)) return wrongType(path, 'object');
  return isAbsent(report.raw) ? missing(`${path}.raw`) : checkTypes(report, path, { raw: 'string' });
}

function checkTrace(trace: unknown, path: string): Problem {
  if (!isObject(trace)) return wrongType(path, 'object');
  return (
    (isAbsent(trace.frames) ? missing(`${path}.frames`) : undefined) ??
    (isAbsent(trace.exception) ? missing(`${path}.exception`) : undefined) ??
    checkException(trace.exception, `${path}.exception`) ??
    checkFrames(trace.frames, `${path}.frames`)
  );
}

/** A class without a name is null: Ruby has such, and rollbar-gem sends it so. */
function checkException(exception: unknown, path: string): Problem {
  if (!isObject(exception)) return wrongType(path, 'object');
  if (exception.class === undefined) return missing(`${path}.class`);
  return checkTypes(exception, path, { class: 'string' }) ?? checkScalar(exception, path, 'message');
}

/** Java leaves the file name out where the machine knows none: such a frame is kept. */
function checkFrames(frames: unknown, path: string): Problem {
  if (!Array.isArray(frames)) return wrongType(path, 'array');
  for (const [index, frame] of frames.entries()) {
    const at = `${path}[${index}]`;
    const problem = isObject(frame) ? checkTypes(frame, at, FRAME_TYPES) : wrongType(at, 'object');
    if (problem !== undefined) return problem;
  }
  return undefined;
}

const FRAME_TYPES = { filename: 'string', method: 'string', lineno: 'integer', colno: 'integer' } as const;

function checkList(list: unknown, path: string, check: (entry: unknown, path: string) => Problem): Problem {
  if (!Array.isArray(list)) return wrongType(path, 'array');
  if (list.length === 0) return `${path} should have at least one element.`;
  for (const [index, entry] of list.entries()) {
    const problem = check(entry, `${path}[${index}]`);
    if (problem !== undefined) return problem;
  }
  return undefined;
}

function checkTypes(object: JsonObject, path: string, types: Readonly<Record<string, Type>>): Problem {
  for (const [name, type] of Object.entries(types)) {
    const value = object[name];
    if (!isAbsent(value) && !isOf(type, value)) return wrongType(`${path}.${name}`, type);
  }
  return undefined;
}

function checkScalars(data: JsonObject): Problem {
  for (const path of SCALARS) {
    const [first = '', second] = path.split('.');
    const problem =
      second === undefined ? checkScalar(data, 'data', first) : checkScalar(data[first], `data.${first}`, second);
    if (problem !== undefined) return problem;
  }
  return undefined;
}

function checkScalar(object: unknown, path: string, name: string): Problem {
  const value = isObject(object) ? object[name] : undefined;
  return typeof value === 'object' && value !== null ? wrongType(`${path}.${name}`, 'string') : undefined;
}

const isAbsent = (value: unknown): value is null | undefined => value === undefined || value === null;
const missing = (path: string) => `${path} is missing and it is required.`;
const wrongType = (path: string, type: Type) => `${path} should be ${type}.`;

function isOf(type: Type, value: unknown): boolean {
  switch (type) {
    case 'array':
      return Array.isArray(value);
    case 'object':
      // PHP writes an empty map as `[]`.
      return isObject(value) || (Array.isArray(value) && value.length === 0);
    // Numbers above 2^53 have become texts of digits, and some clients send them so.
    case 'number':
      return typeof value === 'number' || (typeof value === 'string' && Number.isFinite(Number(value)));
    case 'integer':
      return Number.isInteger(value) || (typeof value === 'string' && /^-?\d*$/.test(value));
    case 'string':
      return typeof value === 'string';
  }
}
