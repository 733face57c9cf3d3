import type { Clock } from '../base/clock.ts';
import type { EnvironmentId } from '../model/ids.ts';
import { DEFAULT_RULE, type SamplingRule } from './rule.ts';
import { createTargets, type Quota, type SamplingReport } from './targets.ts';

/** What the clients of an environment sample. */
export interface Sampling {
  /** In the order in which clients try them. */
  rules(environment: EnvironmentId): readonly SamplingRule[];
  /** Of any rule, epoch seconds: when it moves, clients read the rules again. */
  lastModified(environment: EnvironmentId): number;
  /** Takes what a client did since its last report, and tells it its share; undefined for a rule there is none of. */
  report(environment: EnvironmentId, report: SamplingReport): SamplingTarget | undefined;
}

export interface SamplingTarget {
  readonly rule: SamplingRule;
  readonly quota: Quota;
}

export function createSampling({ clock }: { clock: Clock }): Sampling {
  const targets = createTargets(clock);
  const rules = [DEFAULT_RULE];
  return {
    rules: () => rules,
    lastModified: () => Math.max(...rules.map(({ modifiedAt }) => modifiedAt)),
    report(environment, report) {
      const rule = rules.find(({ name }) => name === report.ruleName);
      return rule && { rule, quota: targets.report(environment, rule, report) };
    },
  };
}
