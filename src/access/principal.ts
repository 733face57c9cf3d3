import type { KeyKind, Permission, Role } from '../model/credentials.ts';
import type { EnvironmentId, ProjectId } from '../model/ids.ts';

export interface Team {
  readonly id: string;
  readonly slug: string;
  readonly name: string;
}

export interface Environment {
  readonly id: EnvironmentId;
  readonly teamId: string;
  readonly slug: string;
  readonly name: string;
}

/** One stream of errors inside an environment. */
export interface Project {
  readonly id: ProjectId;
  readonly environmentId: EnvironmentId;
  /** Also the dataset of its occurrences. */
  readonly slug: string;
  readonly name: string;
}

/** At most `count` calls in a window of so many seconds, which begins with the first call after the one before. */
export interface TokenRateLimit {
  readonly windowSeconds: number;
  readonly count: number;
}

export interface User {
  readonly id: string;
  /** '' while the owner of a first run has not given one. */
  readonly email: string;
  readonly name: string;
  readonly hasPassword: boolean;
}

/** A request that showed a key. */
export interface KeyPrincipal {
  readonly kind: 'key';
  readonly keyId: string;
  readonly keyKind: KeyKind;
  readonly name: string;
  readonly permissions: readonly Permission[];
  readonly team: Team;
  /** Undefined for a management key: it belongs to the whole team. */
  readonly environment: Environment | undefined;
  /** Of a Rollbar project token. */
  readonly project: Project | undefined;
  readonly rateLimit: TokenRateLimit | undefined;
}

/** A person signed in to the web page. */
export interface SessionPrincipal {
  readonly kind: 'session';
  /** SHA-256 of the cookie's token. */
  readonly sessionHash: string;
  readonly user: User;
  readonly team: Team;
  readonly role: Role;
}

/** A request without a key that the keyless rule lets into the first environment. */
export interface KeylessPrincipal {
  readonly kind: 'keyless';
  readonly environment: Environment;
}

export type Principal = KeyPrincipal | SessionPrincipal | KeylessPrincipal;

/** What a key may do. An ingest key is there to send; everything else has to be granted. */
export function keyAllows(key: KeyPrincipal, scope: Permission): boolean {
  if (key.keyKind === 'ingest' && scope === 'send_events') return true;
  return key.permissions.includes(scope);
}

/** How the audit log and "created by" name a person. */
export function actorName(user: Pick<User, 'email' | 'name'>): string {
  return user.email === '' ? user.name : user.email;
}
