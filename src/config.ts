import { isIP } from 'node:net';
import { resolve } from 'node:path';
import type { Bootstrap } from './access/index.ts';
import { LOG_LEVELS, type LogLevel } from './base/log.ts';
import { MS_PER_DAY, MS_PER_HOUR, MS_PER_MINUTE, MS_PER_SECOND } from './base/time.ts';
import { PASSWORD_CHARS_MIN } from './model/credentials.ts';
import { type BodyLimits, DEFAULT_RECORD_LIMITS, type RecordLimits } from './model/limits.ts';
import type { XRayOptions } from './server/index.ts';

type OptionType = 'text' | 'port' | 'count' | 'bytes' | 'duration' | 'choice';

export interface Option {
  /** Flag without its dashes: `http-port`. */
  readonly name: string;
  readonly variable: `COMBRAY_${string}`;
  readonly type: OptionType;
  /** As a user would write it; '' means unset. */
  readonly default: string;
  /** Of a bare number, '' where none applies. */
  readonly unit: string;
  readonly choices?: readonly string[];
  /** First version that knew the option. */
  readonly since: string;
  readonly sentence: string;
}

const option = (
  name: string,
  type: OptionType,
  defaultText: string,
  sentence: string,
  more: { unit?: string; choices?: readonly string[] } = {},
): Option => ({
  name,
  variable: `COMBRAY_${name.toUpperCase().replaceAll('-', '_')}`,
  type,
  default: defaultText,
  unit: more.unit ?? '',
  since: '0.1.0',
  sentence,
  ...(more.choices ? { choices: more.choices } : {}),
});

/** Loopback, private and link-local addresses. Source: RFC 1122, 1918, 3927, 4193 and 4291. */
const XRAY_ALLOW_DEFAULT =
  '127.0.0.0/8,10.0.0.0/8,172.16.0.0/12,192.168.0.0/16,169.254.0.0/16,::1/128,fc00::/7,fe80::/10';

/** Every option once. `--help`, validation and docs/options.md are made from this table. */
export const OPTIONS: readonly Option[] = [
  option('data', 'text', './data', 'Directory that holds everything Combray keeps; one process at a time.'),
  option(
    'clickhouse-url',
    'text',
    '',
    'ClickHouse server for telemetry, http://user:password@host:8123/database; unset: embedded in this process.',
  ),
  option(
    'database-url',
    'text',
    '',
    'PostgreSQL for accounts, keys and settings, postgres://user:password@host:5432/database; unset: SQLite.',
  ),
  option('host', 'text', '127.0.0.1', 'Address every listener binds to.'),
  option('http-port', 'port', '8080', 'Web page, its API and OTLP/HTTP; 0 takes any free port.'),
  option(
    'otlp-http-port',
    'port',
    '4318',
    'Second listener of the same application, where OTLP exporters look by default.',
  ),
  option('otlp-grpc-port', 'port', '4317', 'OTLP/gRPC, where its exporters look by default.'),
  option('xray-port', 'port', '2000', 'X-Ray daemon, where its SDKs look: segments by UDP, the API unsigned by TCP.'),
  option('public-url', 'text', '', 'URL under which people and senders reach this server, if not the listener itself.'),
  option(
    'trust-proxy',
    'text',
    '',
    'Comma list of proxy addresses or CIDR ranges whose X-Forwarded-* headers are believed.',
  ),
  option('tls-cert', 'text', '', 'PEM file of the certificate chain; with tls-key, every listener speaks TLS.'),
  option('tls-key', 'text', '', 'PEM file of the private key.'),
  option('memory', 'bytes', '1GiB', 'Memory the process may use; the telemetry engine gets about 60 % of it.', {
    unit: 'bytes',
  }),
  option('retention', 'duration', '30d', 'Age at which telemetry is dropped, counted from its arrival.', {
    unit: 'ms',
  }),
  option(
    'disk-max',
    'bytes',
    '',
    'Disk that telemetry may take; past it the oldest days of arrival are dropped. Unset: as much as there is.',
    { unit: 'bytes' },
  ),
  option(
    'keyless',
    'choice',
    'auto',
    'auto: on loopback a request without a key goes to the first environment; off: never.',
    {
      choices: ['auto', 'off'],
    },
  ),
  option('log-level', 'choice', 'info', 'Least severe log entry that is written to standard error.', {
    choices: LOG_LEVELS,
  }),
  option('body-max', 'bytes', '20MiB', 'Largest request body as sent.', { unit: 'bytes' }),
  option('inflated-max', 'bytes', '64MiB', 'Largest request body after decompression.', { unit: 'bytes' }),
  option(
    'attributes-max',
    'count',
    String(DEFAULT_RECORD_LIMITS.attributesMax),
    'Attributes of one record; a record with more is rejected.',
  ),
  option(
    'depth-max',
    'count',
    String(DEFAULT_RECORD_LIMITS.depthMax),
    'Nesting inside one attribute value; a record with more is rejected.',
  ),
  option('key-max', 'bytes', '64KiB', 'Longest attribute name; longer ones are cut and flagged.', { unit: 'bytes' }),
  option('value-max', 'bytes', '1MiB', 'Longest string value; longer ones are cut and flagged.', { unit: 'bytes' }),
  option(
    'rollbar-body-max',
    'bytes',
    '1MiB',
    'Largest Rollbar payload, as sent and after decompression; 10MiB at most.',
    {
      unit: 'bytes',
    },
  ),
  option('rollbar-rate-limit', 'count', '50000', 'Rollbar items a minute of one access token, whatever its own limit.'),
  option(
    'xray-environment',
    'text',
    '',
    'Environment, by its name in addresses, that everything on the X-Ray port belongs to; unset: the first.',
  ),
  option(
    'xray-allow',
    'text',
    XRAY_ALLOW_DEFAULT,
    'Comma list of addresses or CIDR ranges that the X-Ray port, which knows no keys, listens to.',
  ),
  option('queue-max', 'bytes', '256MiB', 'Bytes waiting to be written before senders are asked to come back.', {
    unit: 'bytes',
  }),
  option(
    'secret-key',
    'text',
    '',
    'Seals secrets that must be readable again (Rollbar tokens, AWS keys); unset: the file secret.key in the data directory.',
  ),
  option('bootstrap-key', 'text', '', 'First start only: the text of a configuration key with every permission.'),
  option('bootstrap-management-key', 'text', '', 'First start only: a management key as ID:SECRET.'),
  option(
    'bootstrap-rollbar-token',
    'text',
    '',
    'First start only: the text of a Rollbar project token with every scope.',
  ),
  option('bootstrap-rollbar-account-token', 'text', '', 'First start only: the text of a Rollbar account token.'),
  option('bootstrap-aws-key', 'text', '', 'First start only: an AWS access key as ID:SECRET.'),
  option('admin-email', 'text', '', 'First start only: e-mail address of the owner.'),
  option('admin-password', 'text', '', 'First start only: password of the owner; goes with admin-email.'),
];

export interface Config {
  /** Absolute. */
  readonly dataDirectory: string;
  /** Undefined: the embedded engine. */
  readonly clickhouseUrl: string | undefined;
  /** Undefined: SQLite. */
  readonly databaseUrl: string | undefined;
  readonly host: string;
  readonly ports: {
    readonly http: number;
    readonly otlpHttp: number;
    readonly otlpGrpc: number;
    readonly xray: number;
  };
  /** Without a trailing slash. */
  readonly publicUrl: string | undefined;
  readonly trustProxy: readonly string[];
  readonly tls: { readonly certPath: string; readonly keyPath: string } | undefined;
  readonly memoryBytes: number;
  readonly retentionMs: number;
  /** Undefined: no limit but the disk. */
  readonly telemetryBytesMax: number | undefined;
  readonly keyless: 'auto' | 'off';
  readonly logLevel: LogLevel;
  readonly bodyLimits: BodyLimits;
  readonly recordLimits: RecordLimits;
  readonly rollbar: { readonly bodyLimits: BodyLimits; readonly itemsPerMinute: number };
  readonly xray: XRayOptions;
  readonly queueBytesMax: number;
  /** Undefined: the file in the data directory. */
  readonly secretKey: string | undefined;
  readonly bootstrap: Bootstrap;
}

export type Command = 'serve' | 'print-setup' | 'help' | 'version';

/** A mistake in the command line or environment: one clear line, exit 2. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
}

const ACTIONS: readonly Command[] = ['print-setup', 'help', 'version'];

/** Flags win over variables, variables over defaults. Throws ConfigError. */
export function readCommandLine(
  args: readonly string[],
  environment: Readonly<Record<string, string | undefined>>,
): { command: Command; config: Config } {
  const texts = new Map(OPTIONS.map((known) => [known.name, known.default]));
  readVariables(environment, texts);
  const command = readFlags(args, texts);
  return { command, config: buildConfig(texts) };
}

function readVariables(environment: Readonly<Record<string, string | undefined>>, texts: Map<string, string>): void {
  const known = new Map<string, Option>(OPTIONS.map((entry) => [entry.variable, entry]));
  for (const [variable, text] of Object.entries(environment)) {
    if (!variable.startsWith('COMBRAY_') || text === undefined) continue;
    const found = known.get(variable);
    if (!found) throw new ConfigError(`unknown option ${variable} in the environment (see --help)`);
    texts.set(found.name, text);
  }
}

function readFlags(args: readonly string[], texts: Map<string, string>): Command {
  let command: Command = 'serve';
  for (let index = 0; index < args.length; index++) {
    const arg = args[index] ?? '';
    const match = /^--([a-z0-9-]+)(?:=(.*))?$/s.exec(arg);
    const name = match?.[1] ?? '';
    const action = ACTIONS.find((known) => known === name);
    if (action && match?.[2] !== undefined) throw new ConfigError(`--${action} takes no value`);
    if (action) {
      command = action;
      continue;
    }
    if (!match || !texts.has(name)) throw new ConfigError(`unknown option ${arg} (see --help)`);
    const text = match[2] ?? args[++index];
    if (text === undefined) throw new ConfigError(`option --${name} needs a value`);
    texts.set(name, text);
  }
  return command;
}

function buildConfig(texts: ReadonlyMap<string, string>): Config {
  const text = (name: string) => texts.get(name) ?? '';
  const value = (name: string) => readNumber(name, text(name));
  const optional = (name: string) => (text(name) === '' ? undefined : text(name));
  return {
    dataDirectory: resolve(required('data', text('data'))),
    clickhouseUrl: readServerUrl('clickhouse-url', optional('clickhouse-url'), ['http:', 'https:']),
    databaseUrl: readServerUrl('database-url', optional('database-url'), ['postgres:', 'postgresql:']),
    host: required('host', text('host')),
    ports: {
      http: value('http-port'),
      otlpHttp: value('otlp-http-port'),
      otlpGrpc: value('otlp-grpc-port'),
      xray: value('xray-port'),
    },
    publicUrl: readUrl('public-url', optional('public-url')),
    trustProxy: readAddresses('trust-proxy', text('trust-proxy')),
    tls: readTls(optional('tls-cert'), optional('tls-key')),
    memoryBytes: atLeast('memory', value('memory'), MEMORY_BYTES_MIN),
    retentionMs: value('retention'),
    telemetryBytesMax: optional('disk-max') === undefined ? undefined : value('disk-max'),
    keyless: readChoice('keyless', text('keyless'), ['auto', 'off']),
    logLevel: readChoice('log-level', text('log-level'), LOG_LEVELS),
    bodyLimits: { bodyBytesMax: value('body-max'), inflatedBytesMax: value('inflated-max') },
    recordLimits: {
      attributesMax: value('attributes-max'),
      depthMax: value('depth-max'),
      keyBytesMax: value('key-max'),
      valueBytesMax: value('value-max'),
    },
    rollbar: {
      bodyLimits: limitedBody('rollbar-body-max', value('rollbar-body-max'), ROLLBAR_BODY_BYTES_MAX),
      itemsPerMinute: value('rollbar-rate-limit'),
    },
    xray: {
      environment: optional('xray-environment'),
      allow: readAddresses('xray-allow', required('xray-allow', text('xray-allow'))),
    },
    queueBytesMax: value('queue-max'),
    secretKey: readSecret('secret-key', optional('secret-key')),
    bootstrap: distinct({
      configurationKey: optional('bootstrap-key'),
      managementKey: readKeyPair('bootstrap-management-key', optional('bootstrap-management-key')),
      rollbarToken: readToken('bootstrap-rollbar-token', optional('bootstrap-rollbar-token')),
      rollbarAccountToken: readToken('bootstrap-rollbar-account-token', optional('bootstrap-rollbar-account-token')),
      awsKey: readAwsKey('bootstrap-aws-key', optional('bootstrap-aws-key')),
      admin: readAdmin(optional('admin-email'), optional('admin-password')),
    }),
  };
}

function required(name: string, text: string): string {
  if (text === '') throw new ConfigError(`option --${name} must not be empty`);
  return text;
}

function readChoice<T extends string>(name: string, text: string, choices: readonly T[]): T {
  const found = choices.find((choice) => choice === text);
  if (!found) throw new ConfigError(`option --${name} must be one of ${choices.join(', ')}, not '${text}'`);
  return found;
}

const BYTE_UNITS = new Map([
  ['', 1],
  ['B', 1],
  ['KiB', 2 ** 10],
  ['MiB', 2 ** 20],
  ['GiB', 2 ** 30],
  ['TiB', 2 ** 40],
]);
const DURATION_UNITS = new Map([
  ['', 1],
  ['ms', 1],
  ['s', MS_PER_SECOND],
  ['m', MS_PER_MINUTE],
  ['h', MS_PER_HOUR],
  ['d', MS_PER_DAY],
]);
const NO_UNITS = new Map([['', 1]]);

function readNumber(name: string, text: string): number {
  const type = OPTIONS.find((entry) => entry.name === name)?.type;
  const match = /^(\d{1,15})([A-Za-z]*)$/.exec(text.trim());
  const units = type === 'bytes' ? BYTE_UNITS : type === 'duration' ? DURATION_UNITS : NO_UNITS;
  const factor = match ? units.get(match[2] ?? '') : undefined;
  const example = type === 'bytes' ? '64MiB' : type === 'duration' ? '30d' : '100';
  if (!match || factor === undefined) throw new ConfigError(`option --${name} must be like ${example}, not '${text}'`);
  const result = Number(match[1]) * factor;
  if (type === 'port' && result > 65_535)
    throw new ConfigError(`option --${name} must be a port, 0 to 65535, not ${text}`);
  if (type !== 'port' && (result < 1 || !Number.isSafeInteger(result))) {
    throw new ConfigError(`option --${name} must be between 1 and 2^53, not ${text}`);
  }
  return result;
}

function readUrl(name: string, text: string | undefined): string | undefined {
  if (text === undefined) return undefined;
  if (!/^https?:\/\/[^/?#]+\/?$/.test(text) || !URL.canParse(text)) {
    throw new ConfigError(`option --${name} must be like https://combray.example.com, not '${text}'`);
  }
  return text.replace(/\/$/, '');
}

/** The text may hold a password, so a refusal does not repeat it. */
function readServerUrl(name: string, text: string | undefined, schemes: readonly string[]): string | undefined {
  if (text === undefined) return undefined;
  const isGood = URL.canParse(text) && schemes.includes(new URL(text).protocol) && new URL(text).hostname !== '';
  if (!isGood) throw new ConfigError(`option --${name} must begin with ${schemes[0]}//user:password@host`);
  return text;
}

// Below it the engine cannot take in one block of ordinary size.
const MEMORY_BYTES_MIN = 256 * 2 ** 20;

function atLeast(name: string, value: number, min: number): number {
  if (value < min) throw new ConfigError(`option --${name} must be at least ${min / 2 ** 20}MiB`);
  return value;
}

// A payload is parsed on the main thread: 10 MiB take it a tenth of a second.
const ROLLBAR_BODY_BYTES_MAX = 10 * 2 ** 20;

function limitedBody(name: string, bytes: number, max: number): BodyLimits {
  if (bytes > max) throw new ConfigError(`option --${name} must be at most ${max / 2 ** 20}MiB`);
  return { bodyBytesMax: bytes, inflatedBytesMax: bytes };
}

/** A comma list of IP addresses and CIDR ranges. */
function readAddresses(name: string, text: string): string[] {
  const addresses = text.split(',').map((part) => part.trim());
  const listed = addresses.filter((part) => part !== '');
  for (const address of listed) {
    const [ip = '', prefix, ...rest] = address.split('/');
    const bits = isIP(ip) === 4 ? 32 : 128;
    const isPrefix = prefix === undefined || (/^\d{1,3}$/.test(prefix) && Number(prefix) <= bits);
    if (isIP(ip) === 0 || !isPrefix || rest.length > 0) {
      throw new ConfigError(`option --${name} must be like 10.0.0.1,10.1.0.0/16, not '${address}'`);
    }
  }
  return listed;
}

function readTls(certPath: string | undefined, keyPath: string | undefined): Config['tls'] {
  if ((certPath === undefined) !== (keyPath === undefined))
    throw new ConfigError('--tls-cert and --tls-key go together');
  return certPath !== undefined && keyPath !== undefined ? { certPath, keyPath } : undefined;
}

function readKeyPair(name: string, text: string | undefined): { id: string; secret: string } | undefined {
  if (text === undefined) return undefined;
  const match = /^([^:\s]+):([^:\s]+)$/.exec(text);
  if (!match) throw new ConfigError(`option --${name} must be ID:SECRET`);
  return { id: match[1] ?? '', secret: match[2] ?? '' };
}

/** The ID stands in a list of fields and between slashes, in the header that signs. */
function readAwsKey(name: string, text: string | undefined): Bootstrap['awsKey'] {
  const pair = readKeyPair(name, text);
  if (pair && !/^\w{3,128}$/.test(pair.id)) {
    throw new ConfigError(`option --${name} must be ID:SECRET with an ID of 3 to 128 letters and digits`);
  }
  return pair;
}

/** Keys are told apart by their texts and by their ids. */
function distinct(bootstrap: Bootstrap): Bootstrap {
  const { configurationKey, managementKey, rollbarToken, rollbarAccountToken, awsKey } = bootstrap;
  const texts = [configurationKey, rollbarToken, rollbarAccountToken, awsKey?.secret];
  for (const given of [texts, [managementKey?.id, awsKey?.id]]) {
    const known = given.filter((text) => text !== undefined);
    if (new Set(known).size < known.length) throw new ConfigError('two of the --bootstrap- keys are the same');
  }
  return bootstrap;
}

const SECRET_CHARS_MIN = 16;

function readSecret(name: string, text: string | undefined): string | undefined {
  if (text !== undefined && text.length < SECRET_CHARS_MIN) {
    throw new ConfigError(`option --${name} must have at least ${SECRET_CHARS_MIN} characters`);
  }
  return text;
}

/** Clients put it into a header, so it holds nothing that a header may not. */
function readToken(name: string, text: string | undefined): string | undefined {
  if (text !== undefined && !/^[\x21-\x7e]{1,200}$/.test(text)) {
    throw new ConfigError(`option --${name} must be 1 to 200 characters of ASCII without blanks`);
  }
  return text;
}

function readAdmin(email: string | undefined, password: string | undefined): Bootstrap['admin'] {
  if ((email === undefined) !== (password === undefined)) {
    throw new ConfigError('--admin-email and --admin-password go together');
  }
  if (email === undefined || password === undefined) return undefined;
  if (!/^[^@\s]+@[^@\s]+$/.test(email))
    throw new ConfigError(`option --admin-email must be an e-mail address, not '${email}'`);
  if (password.length < PASSWORD_CHARS_MIN) {
    throw new ConfigError(`option --admin-password must have at least ${PASSWORD_CHARS_MIN} characters`);
  }
  return { email, password };
}

/** Text of `--help`. */
export function helpText(): string {
  const options = OPTIONS.map((entry) => {
    const fallback = entry.default === '' ? '' : ` (default ${entry.default})`;
    return [entry.name, `${entry.sentence}${fallback}`] as const;
  });
  const commands = [
    ['print-setup', 'Print a new sign-in link and fresh keys for senders, then exit.'],
    ['version', 'Print the version, then exit.'],
    ['help', 'Print this text, then exit.'],
  ] as const;
  const rows = [...options, ...commands];
  const width = Math.max(...rows.map(([name]) => name.length)) + 2;
  return [
    'usage: npm start -- [options]',
    '',
    ...rows.map(([name, words]) => `  --${name.padEnd(width)}${words}`),
    '',
    'Each option is also an environment variable: --http-port is COMBRAY_HTTP_PORT.',
    '',
  ].join('\n');
}
