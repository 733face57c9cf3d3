import type { IncomingHttpHeaders } from 'node:http2';
import type { KeyPermission } from '../model/credentials.ts';
import { CombrayError } from '../model/errors.ts';
import type { Directory } from './directory.ts';
import { type Environment, keyAllows, type Principal } from './principal.ts';
import { isForwarded, isFromThisMachine } from './request-origin.ts';

/** What the rule looks at: an HTTP request, or a gRPC call whose metadata are the headers. */
export interface RequestHeaders {
  readonly headers: IncomingHttpHeaders;
}

/** Finds the key in a request; each door's protocol has its own place for it. */
export type ReadKey = (request: RequestHeaders) => string | undefined;

export interface Admission {
  readonly principal: Principal;
  readonly environment: Environment;
}

/** The rule for requests that prove themselves by a key, on every transport. */
export interface KeyGuard {
  /** Lets in or throws `key-missing`, `key-unknown`, `scope-missing`; nothing but the headers is needed. */
  admit(request: RequestHeaders, declared: { scope: KeyPermission; readKey: ReadKey }): Admission;
}

export function createKeyGuard({
  directory,
  isKeylessAllowed,
}: {
  directory: Pick<Directory, 'authenticate' | 'firstEnvironment'>;
  /** Whether the process as a whole lets requests without a key in; the request's own part is decided here. */
  isKeylessAllowed: boolean;
}): KeyGuard {
  const admitKey = (text: string, scope: KeyPermission): Admission => {
    const key = directory.authenticate(text);
    if (!key) throw new CombrayError('key-unknown', 'unknown API key - check your credentials');
    if (!keyAllows(key, scope)) throw new CombrayError('scope-missing', `this key lacks the permission ${scope}`);
    if (!key.environment) throw new CombrayError('scope-missing', 'a management key belongs to no environment');
    return { principal: key, environment: key.environment };
  };

  const admitKeyless = ({ headers }: RequestHeaders): Admission => {
    const isLocal = isKeylessAllowed && !isForwarded(headers) && isFromThisMachine(headers);
    const environment = isLocal ? directory.firstEnvironment() : undefined;
    // Source: husky 0.43 otlp/errors.go.
    if (!environment) throw new CombrayError('key-missing', "missing 'x-honeycomb-team' header");
    return { principal: { kind: 'keyless', environment }, environment };
  };

  return {
    admit(request, { scope, readKey }) {
      const text = readKey(request);
      return text === undefined || text === '' ? admitKeyless(request) : admitKey(text, scope);
    },
  };
}

/** Where Honeycomb's clients and OTLP exporters put the key; the second is an older alias. */
export function readHoneycombKey({ headers }: RequestHeaders): string | undefined {
  const value = headers['x-honeycomb-team'] ?? headers['x-hny-team'];
  return Array.isArray(value) ? value[0] : value;
}
