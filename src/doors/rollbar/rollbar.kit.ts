import Fastify, { type FastifyInstance } from 'fastify';
import { firstRunOf, openTestAccess, signInByLink, type TestAccess } from '../../access/access.kit.ts';
import {
  createRouteGuard,
  type FirstRun,
  type Person,
  type Project,
  type SessionPrincipal,
} from '../../access/index.ts';
import { createInflater } from '../../base/inflate.ts';
import type { Log } from '../../base/log.ts';
import { systemRandomBytes } from '../../base/random.ts';
import { MS_PER_DAY } from '../../base/time.ts';
import type { IntakeRequest } from '../../intake/index.ts';
import type { Issues } from '../../issues/index.ts';
import type { ProjectId } from '../../model/ids.ts';
import { DEFAULT_RECORD_LIMITS } from '../../model/limits.ts';
import type { Telling } from '../../model/telling.ts';
import { rollbarRoutes } from './index.ts';
import { stillIssues } from './issues.kit.ts';
import type { ItemContext } from './items/decode-item.ts';

export const BODY_BYTES_MAX = 100_000;
/** Many, so that only tests of the limit reach it. */
export const ITEMS_PER_MINUTE = 1_000;

/** The door over an intake that only remembers; tokens and their scopes are real. */
export interface TestDoor {
  readonly app: FastifyInstance;
  readonly test: TestAccess;
  readonly tokens: Readonly<Record<'server' | 'client' | 'read' | 'write' | 'all', string>>;
  readonly accepted: IntakeRequest[];
  readonly refused: string[];
  readonly logged: unknown[];
  /** What the intake throws from now on. */
  fail(error: Error | undefined): void;
  fillDisk(error: Error | undefined): void;
  bugCount(): number;
  close(): Promise<void>;
}

export async function openTestDoor(
  issuesOf: (project: Project, people: readonly Person[]) => Issues = noIssues,
  { bodyBytesMax = BODY_BYTES_MAX } = {},
): Promise<TestDoor> {
  const test = await openTestAccess();
  const all = 'f'.repeat(32);
  const made = await firstRunOf(test, { rollbarToken: all });
  const { environment } = made;
  const owner = await signInByLink(test, made.signInToken);
  const [project] = test.access.projects.list(environment.id);
  if (!project) throw new Error('a first run makes a project');
  const inflater = createInflater();
  const app = Fastify({ bodyLimit: 100, trustProxy: ['10.0.0.1'] });
  const guard = createRouteGuard({
    access: test.access,
    isKeylessAllowed: false,
    publicUrl: undefined,
    clock: test.clock,
  });
  guard.watch(app);
  const [accepted, refused, logged]: [IntakeRequest[], string[], unknown[]] = [[], [], []];
  const note = (fields: unknown) => void logged.push(fields);
  const log: Log = { debug: note, info: note, warn: note, error: note };
  let failure: Error | undefined;
  let diskError: Error | undefined;
  let bugs = 0;
  await app.register(rollbarRoutes, {
    guard,
    issues: issuesOf(project, await test.access.people.list(environment.teamId)),
    people: test.access.people,
    inflater,
    log,
    clock: test.clock,
    random: () => 0.99,
    randomBytes: systemRandomBytes,
    bodyLimits: { bodyBytesMax, inflatedBytesMax: bodyBytesMax },
    recordLimits: DEFAULT_RECORD_LIMITS,
    retentionMs: 30 * MS_PER_DAY,
    itemsPerMinute: ITEMS_PER_MINUTE,
    serverName: 'combray.example',
    requireSpace: () => {
      if (diskError) throw diskError;
    },
    onBug: () => {
      bugs++;
    },
    intake: {
      accept: async (request) => {
        if (failure) throw failure;
        accepted.push(request);
      },
      refused: (_door, code) => void refused.push(code),
      received: () => undefined,
      takeBack: async () => undefined,
      rejected: () => undefined,
      spilled: () => undefined,
    },
  });
  return {
    app,
    test,
    tokens: {
      server: made.rollbarServerToken,
      client: made.rollbarClientToken,
      read: await tokenNamed(test, owner, made, 'read'),
      write: await tokenNamed(test, owner, made, 'write'),
      all,
    },
    accepted,
    refused,
    logged,
    fail: (error) => {
      failure = error;
    },
    fillDisk: (error) => {
      diskError = error;
    },
    bugCount: () => bugs,
    close: async () => {
      await app.close();
      await inflater.close();
      await test.control.close();
    },
  };
}

/** A new project has a token for each scope, named like it. */
async function tokenNamed(
  { access }: TestAccess,
  owner: SessionPrincipal,
  made: FirstRun,
  name: string,
): Promise<string> {
  const key = (await access.keys.list(made.environment)).find((candidate) => candidate.name === name);
  return access.keys.reveal(owner, made.environment, key?.id ?? '');
}

const noIssues = () => stillIssues({ issues: [], occurrences: [], payloads: new Map() });

/** What the door made of the last item: its telling, and the payload as the API gives it back. */
export function lastItem({ accepted }: TestDoor): { telling: Telling; data: Record<string, unknown> } {
  const told = accepted.at(-1)?.tellings?.[0];
  if (!told) throw new Error('nothing was accepted');
  return { telling: told.telling, data: JSON.parse(told.payload ?? '') };
}

/** The smallest payload there is. Source: rollbar.md 3.4. */
export const SMALLEST = { data: { environment: 'production', body: { message: { body: 'hello' } } } };

export const RECEIVED_NS = 1_795_401_540_250_000_000n;

export const CONTEXT: ItemContext = {
  projectId: 3 as ProjectId,
  dataset: 'bootcamp',
  receivedNs: RECEIVED_NS,
  clientAddress: '203.0.113.9',
  serverName: 'combray.example',
  limits: DEFAULT_RECORD_LIMITS,
  timeRange: { earliestNs: RECEIVED_NS - 86_400_000_000_000n, latestNs: RECEIVED_NS + 86_400_000_000_000n },
  newUuid: () => '0123456789abcdef0123456789abcdef',
};
