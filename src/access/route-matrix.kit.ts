import aws4 from 'aws4';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { beforeAll, describe, expect, it } from 'vitest';
import {
  isRoleAtLeast,
  type KeyKind,
  type KeyPermission,
  ROLES,
  ROLLBAR_SCOPES,
  type Role,
  type RollbarScope,
} from '../model/credentials.ts';
import { addPerson, addTeam, firstRunOf, signIn, type TestAccess } from './access.kit.ts';
import type { FirstRun } from './first-run.ts';
import type { MadeKey } from './make-key.ts';
import type { Environment } from './principal.ts';
import type { RouteAccess } from './route-access.ts';
import type { AwsKeyPair } from './sender-keys.ts';
import { SESSION_MS } from './tokens.ts';

interface DeclaredRoute {
  readonly method: string;
  readonly url: string;
  readonly access: RouteAccess;
}

/** A stop behind the guard: what reaches it was let through. No handler runs, so that no request changes anything. */
export const LET_THROUGH = 299;

/**
 * Notes every route that is registered from now on, and answers each request that the guard has let through by
 * `LET_THROUGH` and the environment it was given.
 */
export function watchRoutes(app: FastifyInstance): DeclaredRoute[] {
  const routes: DeclaredRoute[] = [];
  app.addHook('onRoute', ({ method, url, config }) => {
    const access = config?.access;
    if (!access) throw new Error(`${method} ${url} declares nothing and was registered all the same`);
    for (const each of [method].flat()) routes.push({ method: each, url, access });
  });
  const stop = async (request: FastifyRequest, reply: FastifyReply) => {
    const environment = String(request.environmentOfRequest?.id ?? 'none');
    return reply.code(LET_THROUGH).header('x-environment', environment).send();
  };
  // Where the body holds or proves the credential, it is read before the guard decides.
  const provesInBody = ({ routeOptions }: FastifyRequest) =>
    ['rollbar', 'aws'].includes(routeOptions.config.access?.credential ?? 'none');
  app.addHook('preParsing', async (request, reply) => {
    if (!provesInBody(request)) return stop(request, reply);
  });
  app.addHook('preHandler', stop);
  return routes;
}

/** A method of the gRPC listener, asked at the level of its headers. */
interface DeclaredMethod {
  readonly path: string;
  readonly access: RouteAccess;
}

export interface MatrixSubject {
  readonly app: FastifyInstance;
  readonly methods: readonly DeclaredMethod[];
  /** Calls a method: `299 of 7` where it was let in, as routes answer; else the gRPC status, `16`. */
  readonly callMethod: (path: string, headers: Readonly<Record<string, string>>) => Promise<string>;
  readonly routes: readonly DeclaredRoute[];
  /** The application's own, before its first run. */
  readonly test: TestAccess;
  readonly isKeylessAllowed: boolean;
}

type Proof =
  | { readonly kind: 'nothing' | 'unknown-key' | 'unknown-token' | 'wrong-signature' | 'no-session' }
  | { readonly kind: 'key'; readonly keyKind: KeyKind; readonly permissions: 'all' | 'none'; readonly of: Environment }
  | { readonly kind: 'token'; readonly scopes: readonly RollbarScope[]; readonly of: Environment }
  | { readonly kind: 'signature'; readonly of: Environment }
  | { readonly kind: 'session'; readonly role: Role; readonly of: Environment };

type Headers = Readonly<Record<string, string>>;

interface Credential {
  readonly name: string;
  readonly headers: Headers;
  /** More headers: a signature is of one request. */
  readonly sign?: Sign;
  readonly proof: Proof;
}

type Sign = (asked: { method: string; path: string; body: string }) => Headers;

type Shown = Pick<Credential, 'headers' | 'sign'>;

interface Cast {
  readonly own: Environment;
  readonly foreign: Environment;
  readonly credentials: readonly Credential[];
}

const HOST = 'localhost:80';

const key = (text: string) => ({ 'x-honeycomb-team': text });
const cookie = (token: string) => ({ cookie: `combray_session=${token}` });
const rollbarToken = (text: string) => ({ 'x-rollbar-access-token': text });

function signature({ clock }: TestAccess, { id, secret }: AwsKeyPair): Sign {
  return ({ method, path, body }) => {
    const stamp = new Date(clock.nowMs()).toISOString().replace(/[-:]|\.\d+/g, '');
    const headers = { 'X-Amz-Date': stamp, ...(body === '' ? {} : { 'Content-Type': 'application/json' }) };
    const request = { method, path, body, host: HOST, service: 'xray', region: 'eu-central-1', headers };
    const signed = aws4.sign(request, { accessKeyId: id, secretAccessKey: secret }).headers ?? {};
    return Object.fromEntries(Object.entries(signed).map(([name, value]) => [name.toLowerCase(), String(value)]));
  };
}

/** Two teams, and somebody with each kind of proof. */
async function castOf(test: TestAccess): Promise<Cast> {
  const { access, clock } = test;
  const firstRun = await firstRunOf(test);
  const own = firstRun.environment;
  const foreign = await addTeam(test, 'foreign');
  const people = [...ROLES.map((role) => ({ role, of: own })), { role: 'owner' as const, of: foreign }].map(
    (person) => ({
      ...person,
      email: `${person.role}@${person.of.slug}.example`,
    }),
  );
  for (const { email, role, of } of people) await addPerson(test, { email, role, teamId: of.teamId });
  const over = await signIn(test, 'owner@bootcamp.example');
  // The next sign-in would delete a session that is over already.
  clock.advance(SESSION_MS - 1);
  const ended = await signIn(test, 'owner@bootcamp.example');
  await access.sessions.signOut(ended.session);
  const sessions = people.map(async ({ email, role, of }): Promise<Credential> => {
    const { token } = await signIn(test, email);
    return { name: `session of ${email}`, headers: cookie(token), proof: { kind: 'session', role, of } };
  });
  const unproven = (name: string, kind: 'nothing' | 'unknown-key' | 'no-session', headers = {}): Credential => ({
    name,
    headers,
    proof: { kind },
  });
  const proven = [
    ...(await Promise.all(sessions)),
    ...(await keysOf(test, own, foreign, firstRun)),
    ...(await tokensOf(test, own, foreign)),
    ...(await signaturesOf(test, own, foreign, firstRun)),
  ];
  clock.advance(1);
  return {
    own,
    foreign,
    credentials: [
      ...proven,
      unproven('nothing', 'nothing'),
      unproven('empty key', 'nothing', key('')),
      unproven('unknown key', 'unknown-key', key('abc123DEF456ghi789jklm')),
      unproven('unknown session', 'no-session', cookie('x'.repeat(43))),
      unproven('expired session', 'no-session', cookie(over.token)),
      unproven('ended session', 'no-session', cookie(ended.token)),
    ],
  };
}

async function keysOf(
  test: TestAccess,
  own: Environment,
  foreign: Environment,
  firstRun: FirstRun,
): Promise<Credential[]> {
  const { access } = test;
  const { session: owner } = await signIn(test, 'owner@bootcamp.example');
  const { session: foreignOwner } = await signIn(test, 'owner@foreign.example');
  const configuration = { kind: 'configuration', name: 'matrix' } as const;
  const bare = await access.keys.create(owner, own, { ...configuration, permissions: [] });
  const theirs = await access.keys.create(foreignOwner, foreign, configuration);
  const revoked = await access.keys.create(owner, own, configuration);
  await access.keys.revoke(owner, own, revoked.key.id);
  const proven = (name: string, text: string, keyKind: KeyKind, permissions: 'all' | 'none', of = own): Credential => ({
    name,
    headers: key(text),
    proof: { kind: 'key', keyKind, permissions, of },
  });
  return [
    proven('ingest key', firstRun.ingestKey, 'ingest', 'none'),
    proven('configuration key', firstRun.configurationKey, 'configuration', 'all'),
    proven('configuration key without permissions', bare.text, 'configuration', 'none'),
    proven('configuration key of another team', theirs.text, 'configuration', 'all', foreign),
    proven('management key', firstRun.managementKey, 'management', 'none'),
    { name: 'revoked key', headers: key(revoked.text), proof: { kind: 'unknown-key' } },
  ];
}

async function tokensOf(test: TestAccess, own: Environment, foreign: Environment): Promise<Credential[]> {
  const { keys } = test.access;
  const { session: owner } = await signIn(test, 'owner@bootcamp.example');
  const { session: foreignOwner } = await signIn(test, 'owner@foreign.example');
  const project = { kind: 'rollbar_project', name: 'matrix' } as const;
  const proven = (name: string, text: string, scopes: readonly RollbarScope[], of = own): Credential => ({
    name,
    headers: rollbarToken(text),
    proof: { kind: 'token', scopes, of },
  });
  const ofScopes: Credential[] = [];
  for (const scope of ROLLBAR_SCOPES) {
    const { text } = await keys.create(owner, own, { ...project, permissions: [scope] });
    ofScopes.push(proven(`Rollbar token of ${scope}`, text, [scope]));
  }
  const account = await keys.create(owner, own, { kind: 'rollbar_account', name: 'matrix' });
  const theirs = await keys.create(foreignOwner, foreign, project);
  const revoked = await keys.create(owner, own, project);
  await keys.revoke(owner, own, revoked.key.id);
  const unknown = { kind: 'unknown-token' } as const;
  return [
    ...ofScopes,
    proven('Rollbar account token', account.text, ['read', 'write']),
    proven('Rollbar token of another team', theirs.text, ROLLBAR_SCOPES, foreign),
    { name: 'unknown Rollbar token', headers: rollbarToken('0'.repeat(32)), proof: unknown },
    { name: 'revoked Rollbar token', headers: rollbarToken(revoked.text), proof: unknown },
    {
      name: 'Rollbar token where Honeycomb has its key',
      headers: key(theirs.text),
      proof: { kind: 'key', keyKind: 'rollbar_project', permissions: 'all', of: foreign },
    },
  ];
}

async function signaturesOf(
  test: TestAccess,
  own: Environment,
  foreign: Environment,
  { awsKey }: FirstRun,
): Promise<Credential[]> {
  const { keys } = test.access;
  const { session: owner } = await signIn(test, 'owner@bootcamp.example');
  const { session: foreignOwner } = await signIn(test, 'owner@foreign.example');
  const aws = { kind: 'aws', name: 'matrix' } as const;
  const pairOf = ({ key: { id }, text }: MadeKey): AwsKeyPair => ({ id, secret: text });
  const theirs = pairOf(await keys.create(foreignOwner, foreign, aws));
  const revoked = pairOf(await keys.create(owner, own, aws));
  await keys.revoke(owner, own, revoked.id);
  const wrong = { kind: 'wrong-signature' } as const;
  const signed = (name: string, pair: AwsKeyPair, proof: Proof) => ({
    ...{ name, headers: {}, sign: signature(test, pair), proof },
  });
  return [
    signed('AWS signature', awsKey, { kind: 'signature', of: own }),
    signed('AWS signature of another team', theirs, { kind: 'signature', of: foreign }),
    signed('AWS signature by a revoked key', revoked, wrong),
    signed('AWS signature by another secret', { ...awsKey, secret: theirs.secret }, wrong),
  ];
}

/** What the declaration promises, in a second spelling: `299 of 7` is let through into the environment 7. */
function expectedAnswer(
  access: RouteAccess,
  proof: Proof,
  { named, first, isKeylessAllowed }: { named: Environment | undefined; first: Environment; isKeylessAllowed: boolean },
): string {
  const into = (environment: Environment | undefined) => `${LET_THROUGH} of ${environment?.id ?? 'none'}`;
  switch (access.credential) {
    case 'none':
      return into(undefined);
    case 'key':
      if (proof.kind === 'unknown-key') return '401';
      if (proof.kind !== 'key') return isKeylessAllowed ? into(first) : '401';
      return mayKey(proof, access.scope) ? into(proof.of) : '403';
    // Source: Rollbar answers a token it does not know by 403.
    case 'rollbar':
      if (proof.kind === 'unknown-token') return '403';
      if (proof.kind !== 'token') return isKeylessAllowed ? into(first) : '401';
      return access.scopes.some((scope) => proof.scopes.includes(scope)) ? into(proof.of) : '403';
    // Source: AWS answers a missing signature by 403.
    case 'aws':
      if (proof.kind === 'wrong-signature') return '403';
      if (proof.kind !== 'signature') return isKeylessAllowed ? into(first) : '403';
      return into(proof.of);
    case 'session':
      if (proof.kind !== 'session') return '401';
      if (!isRoleAtLeast(proof.role, access.role)) return '403';
      if (access.environment === 'none') return into(undefined);
      return named?.teamId === proof.of.teamId ? into(named) : '404';
  }
}

function mayKey({ keyKind, permissions }: Proof & { kind: 'key' }, scope: KeyPermission): boolean {
  switch (keyKind) {
    case 'ingest':
      return scope === 'send_events' || scope === 'create_datasets';
    case 'configuration':
      return permissions === 'all';
    default:
      return false;
  }
}

const refusalWithoutKey = ({ access }: DeclaredRoute) => (access.credential === 'aws' ? '403' : '401');

/** A refusal on the other transport. Source: https://grpc.io/docs/guides/status-codes/ */
const GRPC_STATUS_OF: Readonly<Record<string, string>> = { '401': '16', '403': '7' };

const CHANGING = new Set(['POST', 'PUT', 'PATCH', 'DELETE']);

/**
 * Every route x every credential x every environment a path can name, and the promises about browsers and keyless
 * requests. A route that a later door adds is in it without a word.
 */
export function routeMatrix(open: () => Promise<MatrixSubject>): void {
  let subject: MatrixSubject;
  let cast: Cast;
  beforeAll(async () => {
    subject = await open();
    cast = await castOf(subject.test);
  });

  async function ask({ method, url }: DeclaredRoute, slug: string, { headers: given, sign }: Shown): Promise<string> {
    const path = url.replace(':environment', slug).replace(/:\w+/g, '1').replace('*', 'x');
    const headers = { ...given, ...sign?.({ method, path, body: CHANGING.has(method) ? '{}' : '' }) };
    const body = CHANGING.has(method)
      ? { payload: '{}', headers: { 'content-type': 'application/json', ...headers } }
      : { headers };
    const answer = await subject.app.inject({ method: method as 'GET', url: path, ...body });
    return answer.statusCode === LET_THROUGH
      ? `${LET_THROUGH} of ${answer.headers['x-environment']}`
      : String(answer.statusCode);
  }

  /** Asks each route and tells where the answer is another than expected. */
  async function differences(
    routes: readonly DeclaredRoute[],
    shown: Shown,
    expected: (route: DeclaredRoute, named: Environment | undefined) => string,
  ): Promise<string[]> {
    const found: string[] = [];
    for (const route of routes) {
      for (const named of route.url.includes(':environment') ? [cast.own, cast.foreign, undefined] : [undefined]) {
        const slug = named?.slug ?? 'nowhere';
        const [wanted, got] = [expected(route, named), await ask(route, slug, shown)];
        // What is open to everyone may refuse for other reasons, a method for instance.
        const isFine = got === wanted || (route.access.credential === 'none' && ['405', '415'].includes(got));
        if (!isFine) found.push(`${route.method} ${route.url} in ${slug}: ${got} instead of ${wanted}`);
      }
    }
    return found;
  }

  const expectedFor = (proof: Proof) => (route: DeclaredRoute, named: Environment | undefined) =>
    expectedAnswer(route.access, proof, { named, first: cast.own, isKeylessAllowed: subject.isKeylessAllowed });

  function keyedRoutes(): readonly DeclaredRoute[] {
    const routes = subject.routes.filter(({ access }) => ['key', 'rollbar', 'aws'].includes(access.credential));
    expect(new Set(routes.map(({ access }) => access.credential)).size).toBe(3);
    return routes;
  }

  function owner(): Credential {
    const found = cast.credentials.find(({ proof }) => proof.kind === 'session' && proof.role === 'owner');
    if (!found) throw new Error('the cast has an owner');
    return found;
  }

  describe('each gRPC method', () => {
    async function methodDifferences(headers: Headers, expected: (access: RouteAccess) => string): Promise<string[]> {
      const found: string[] = [];
      for (const { path, access } of subject.methods) {
        const answer = expected(access);
        const [wanted, got] = [GRPC_STATUS_OF[answer] ?? answer, await subject.callMethod(path, headers)];
        if (got !== wanted) found.push(`${path}: ${got} instead of ${wanted}`);
      }
      return found;
    }

    it('lets in whom it declares and nobody else, into their own environment', async () => {
      expect(subject.methods.length).toBeGreaterThan(0);
      const found: Record<string, string[]> = {};
      for (const { name, headers, proof } of cast.credentials) {
        const { isKeylessAllowed } = subject;
        const wrong = await methodDifferences(headers, (access) =>
          expectedAnswer(access, proof, { named: undefined, first: cast.own, isKeylessAllowed }),
        );
        if (wrong.length > 0) found[name] = wrong;
      }
      expect(found).toEqual({});
    });

    it.each([
      [{ ':authority': 'evil.example:4317' }],
      [{ origin: 'https://evil.example' }],
      [{ forwarded: 'for=127.0.0.1' }],
      [{ 'x-forwarded-for': '127.0.0.1' }],
      [{ via: '2 proxy' }],
    ])('that takes a key wants one from elsewhere: %j', async (headers) => {
      const expected = (access: RouteAccess) => (access.credential === 'none' ? `${LET_THROUGH} of none` : '401');
      expect(await methodDifferences(headers, expected)).toEqual([]);
    });
  });

  describe('each route', () => {
    it('lets in whom it declares and nobody else, into their own environment', async () => {
      expect(subject.routes.length).toBeGreaterThan(0);
      const found: Record<string, string[]> = {};
      for (const credential of cast.credentials) {
        const wrong = await differences(subject.routes, credential, expectedFor(credential.proof));
        if (wrong.length > 0) found[credential.name] = wrong;
      }
      expect(found).toEqual({});
    });

    it.each([
      [{ origin: 'https://evil.example' }],
      [{ origin: 'null' }],
      [{ 'sec-fetch-site': 'cross-site' }],
      [{ 'sec-fetch-site': 'same-site', origin: 'http://localhost:80' }],
    ])('that changes something for a session refuses another site’s page: %j', async (headers) => {
      const changing = subject.routes.filter(
        ({ method, access }) => access.credential === 'session' && CHANGING.has(method),
      );
      const reading = subject.routes.filter(
        ({ method, access }) => access.credential === 'session' && method === 'GET',
      );
      const all = { ...owner().headers, ...headers };
      expect(changing.length).toBeGreaterThan(0);
      expect(await differences(changing, { headers: all }, () => '403')).toEqual([]);
      // Links from elsewhere lead to a page that asks; that page is ours.
      expect(await differences(reading, { headers: all }, expectedFor(owner().proof))).toEqual([]);
    });

    it.each([
      [{ origin: 'http://localhost' }],
      [{ 'sec-fetch-site': 'same-origin', origin: 'https://seen-through-a-proxy.example' }],
      [{ 'sec-fetch-site': 'none' }],
    ])('lets our own page change something: %j', async (headers) => {
      const session = subject.routes.filter(({ access }) => access.credential === 'session');
      const all = { host: 'localhost', ...owner().headers, ...headers };
      expect(await differences(session, { headers: all }, expectedFor(owner().proof))).toEqual([]);
    });

    it.each(['forwarded', 'via', 'x-real-ip', 'x-forwarded-for', 'x-forwarded-proto', 'x-forwarded-host'])(
      'that takes a key wants one from behind a proxy: %s',
      async (header) => {
        expect(await differences(keyedRoutes(), { headers: { [header]: '127.0.0.1' } }, refusalWithoutKey)).toEqual([]);
      },
    );

    it.each([
      [{ origin: 'https://evil.example' }],
      [{ origin: 'null' }],
      [{ origin: 'http://localhost.evil.example' }],
      // A name of the site's own that it points to this machine.
      [{ host: 'evil.example:4318' }],
    ])('that takes a key wants one from another site’s page: %j', async (headers) => {
      expect(await differences(keyedRoutes(), { headers }, refusalWithoutKey)).toEqual([]);
    });
  });
}
