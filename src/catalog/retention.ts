import { actorName, type Environment, insertAudit, type SessionPrincipal } from '../access/index.ts';
import type { Clock } from '../base/clock.ts';
import { MS_PER_DAY } from '../base/time.ts';
import type { Control } from '../control/index.ts';
import { CombrayError } from '../model/errors.ts';
import type { EnvironmentId } from '../model/ids.ts';
import type { RetentionRule } from '../model/retention.ts';
import type { TelemetryStore } from '../store/index.ts';
import { readDatasets, readRules, replaceRules } from './retention-repo.ts';

/** What an environment asks for. Null: as above it (the environment, the server). */
export interface RetentionDays {
  readonly days: number | null;
  readonly datasets: readonly { readonly dataset: string; readonly days: number }[];
}

export interface DatasetRetention {
  readonly dataset: string;
  readonly days: number | null;
  /** 0 where a rule outlived the data. */
  readonly rowCount: number;
  /** Arrival of the oldest row, epoch ms. */
  readonly oldestMs: number | null;
}

export interface EnvironmentRetention {
  /** The server's general retention in days, with a fraction; nothing is kept longer. */
  readonly generalDays: number;
  readonly days: number | null;
  /** Every dataset with rows or a rule, the largest first. */
  readonly datasets: readonly DatasetRetention[];
}

/** How long an environment's records are kept. `store/` deletes what has run out, every hour. */
export interface Retention {
  of(environment: EnvironmentId): Promise<EnvironmentRetention>;
  /** Replaces all rules of the environment. Throws `request-invalid` for a rule that outlasts the general retention. */
  replace(session: SessionPrincipal, environment: Environment, wanted: RetentionDays): Promise<void>;
}

export function createRetention({
  control,
  store,
  clock,
  retentionMs,
}: {
  control: Control;
  store: TelemetryStore;
  clock: Clock;
  retentionMs: number;
}): Retention {
  const generalDays = retentionMs / MS_PER_DAY;
  return {
    async of(environment) {
      const rules = await readRules(control.db, environment);
      const stored = await readDatasets(store, environment);
      const daysOf = (dataset: string | undefined) => rules.find((rule) => rule.dataset === dataset)?.days ?? null;
      const names = new Set(stored.map(({ dataset }) => dataset));
      const empty = rules.flatMap(({ dataset }) =>
        dataset === undefined || names.has(dataset) ? [] : [{ dataset, rowCount: 0, oldestMs: null }],
      );
      const datasets = [...stored, ...empty].map((each) => ({ ...each, days: daysOf(each.dataset) }));
      return { generalDays, days: daysOf(undefined), datasets };
    },
    async replace(session, environment, wanted) {
      const rules = rulesOf(environment.id, wanted);
      requireFitting(rules, generalDays);
      await control.transaction(async (trx) => {
        await replaceRules(trx, environment.id, rules);
        await insertAudit(trx, environment.teamId, {
          atMs: clock.nowMs(),
          actor: actorName(session.user),
          action: 'retention.replace',
          subject: environment.slug,
          detail: rules.map(({ dataset, days }) => `${dataset ?? 'all'} ${days} d`).join(', ') || 'as the server',
        });
      });
    },
  };
}

function rulesOf(environment: EnvironmentId, { days, datasets }: RetentionDays): RetentionRule[] {
  const own = days === null ? [] : [{ environment, dataset: undefined, days }];
  return [...own, ...datasets.map((each) => ({ environment, ...each }))];
}

function requireFitting(rules: readonly RetentionRule[], generalDays: number): void {
  const names = rules.map(({ dataset }) => dataset);
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) throw new CombrayError('request-invalid', `datasets: '${twice}' has two rules`);
  const tooLong = rules.find(({ days }) => days > Math.ceil(generalDays));
  if (tooLong === undefined) return;
  const whose = tooLong.dataset === undefined ? 'days' : `datasets: '${tooLong.dataset}'`;
  throw new CombrayError('request-invalid', `${whose}: the server keeps nothing longer than ${generalDays} days`);
}
