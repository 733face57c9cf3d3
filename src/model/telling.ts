/**
 * What one sender says about one failure. Several SDKs may tell of the same one (a Flask raise is told by Rollbar,
 * OpenTelemetry and X-Ray): `issues/` joins their tellings into one occurrence.
 */

/** Poorest first: the richest telling of a failure is shown, and its fingerprint decides the issue. */
export const TELLERS = ['xray', 'otlp', 'rollbar'] as const;
export type Teller = (typeof TELLERS)[number];

/** Least severe first. Source: docs.rollbar.com "Create an item", `data.level`. */
export const LEVELS = ['debug', 'info', 'warning', 'error', 'critical'] as const;
export type Level = (typeof LEVELS)[number];

/** What groups: line numbers, code and locals take no part, and stay in the payload. */
export interface ToldFrame {
  /** As sent: a path, a URL, a class file. */
  readonly filename: string;
  readonly method: string | undefined;
  readonly line: number | undefined;
}

export interface ToldException {
  /** With its module where the sender gives it: `builtins.ValueError`, `java.io.IOException`. */
  readonly type: string;
  readonly message: string;
  /** In the order the sender has them; Rollbar's is outermost first, most recent call last. */
  readonly frames: readonly ToldFrame[];
}

export type ToldBody =
  /** The exception that was caught first, its causes after it. Never empty. */
  | { readonly kind: 'exception'; readonly chain: readonly ToldException[] }
  | { readonly kind: 'message'; readonly text: string }
  | { readonly kind: 'crash_report'; readonly raw: string };

export interface ToldPerson {
  /** '' when none was sent. */
  readonly id: string;
  readonly name: string;
  readonly email: string;
}

/** Texts are '' where the sender does not say. */
export interface Telling {
  readonly teller: Teller;
  /** 16 bytes that name the telling for good: sent again, it is the same one. */
  readonly identity: Uint8Array;
  /** Rollbar's, lower case and without dashes. */
  readonly uuid: string;
  /** The sender's clock, epoch ns. */
  readonly timeNs: bigint;
  readonly level: Level;
  readonly body: ToldBody;
  /** '' : taken from a joined telling, else `unknown`. */
  readonly deploymentEnvironment: string;
  readonly service: string;
  readonly host: string;
  readonly url: string;
  /** Path of the URL, without query. */
  readonly urlPath: string;
  /** 16 bytes. */
  readonly traceId: Uint8Array | undefined;
  /** 8 bytes. */
  readonly spanId: Uint8Array | undefined;
  readonly context: string;
  readonly framework: string;
  readonly platform: string;
  readonly language: string;
  readonly codeVersion: string;
  readonly person: ToldPerson;
  readonly userIp: string;
  /** Cut from file names before they group. */
  readonly serverRoot: string;
  /** Decides the issue, where the sender gives it. */
  readonly clientFingerprint: string;
  /** The sender's own title. */
  readonly title: string;
  readonly notifier: string;
}
