import { silentLog } from '../../../base/log.ts';
import { MS_PER_DAY } from '../../../base/time.ts';
import { openTestIntake, type TestIntake } from '../../../intake/intake.kit.ts';
import { type IssuesBench, type ManualClock, openIssuesOver } from '../../../issues/issues.kit.ts';
import type { EnvironmentId } from '../../../model/ids.ts';
import { DEFAULT_RECORD_LIMITS } from '../../../model/limits.ts';
import { createSegments } from '../../../traces/index.ts';
import { readDocument } from '../documents/document.ts';
import { DocumentKeeper } from './document-keeper.ts';
import { createSettling, PATIENCE } from './settling.ts';

export interface TestKeeper extends TestIntake, Pick<IssuesBench, 'issues' | 'newScope'> {
  /** Keeps documents as one group; resolves when they are on disk, to when nothing older is left. */
  send(environment: EnvironmentId, texts: readonly string[]): Promise<{ readonly replaced: Promise<void> }>;
  /** What is done once a minute. */
  settle(): Promise<void>;
  /** As after a restart of the process. */
  restart(): void;
}

/** What may fail: each is called first, and its failure is that of what it stands before. */
export interface Faults {
  beforeWrite?(): void;
  beforeTakeBack?(): Promise<void>;
}

/** The keeper over an embedded store, with issues. */
export async function openTestKeeper(clock: ManualClock, faults: Faults = {}): Promise<TestKeeper> {
  let bench: IssuesBench | undefined;
  const test = await openTestIntake(clock, async (store) => {
    bench = await openIssuesOver(store, clock);
    return bench.issues;
  });
  if (!bench) throw new Error('the intake opens issues');
  const { issues, newScope, close: closeIssues } = bench;
  const segments = createSegments(test.store);
  const store = { ...test.intake };
  const intake: typeof store = {
    ...store,
    async accept(request) {
      if (request.documents) await test.store.append('segments', request.documents.rows);
      faults.beforeWrite?.();
      await store.accept({ ...request, ...(request.documents && { documents: { ...request.documents, rows: [] } }) });
    },
    async takeBack(spans) {
      if (spans.length > 0) await faults.beforeTakeBack?.();
      await store.takeBack(spans);
    },
  };
  const options = {
    intake,
    segments,
    clock,
    limits: DEFAULT_RECORD_LIMITS,
    retentionMs: 30 * MS_PER_DAY,
    patience: PATIENCE,
  };
  const start = () => {
    const keeper = new DocumentKeeper(options);
    return { keeper, settling: createSettling({ keeper, segments, clock, log: silentLog }) };
  };
  let running = start();
  return {
    ...test,
    issues,
    newScope,
    async close() {
      await test.close();
      await closeIssues();
    },
    send(environment, texts) {
      const documents = texts.map((text) => {
        const result = readDocument(text);
        if (!result.ok) throw new Error(result.refusal.message);
        return result.document;
      });
      const counts = { documentCount: texts.length, rejected: [], bytes: 0 };
      return running.keeper.keep({ environment, door: 'xray_udp', documents, ...counts });
    },
    settle: () => running.settling.run(),
    restart: () => {
      running = start();
    },
  };
}
