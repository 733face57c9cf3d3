import { actorName, type Environment, insertAudit, type SessionPrincipal } from '../access/index.ts';
import type { Clock } from '../base/clock.ts';
import type { Control } from '../control/index.ts';
import { CombrayError } from '../model/errors.ts';
import { DEFAULT_HEALTH_CHECK_PATTERNS, healthCheckPatternsProblem } from '../model/health-check-patterns.ts';
import type { EnvironmentId } from '../model/ids.ts';
import { readPatterns, replacePatterns } from './health-checks-repo.ts';

/** Which requests of an environment are health checks, by the patterns of model/health-check-patterns.ts. */
export interface HealthChecks {
  patterns(environment: EnvironmentId): Promise<readonly string[]>;
  /** Replaces the list. Throws `request-invalid` where a pattern is none. */
  replace(session: SessionPrincipal, environment: Environment, patterns: readonly string[]): Promise<readonly string[]>;
}

export function createHealthChecks({ control, clock }: { control: Control; clock: Clock }): HealthChecks {
  return {
    async patterns(environment) {
      return (await readPatterns(control.db, environment)) ?? DEFAULT_HEALTH_CHECK_PATTERNS;
    },
    async replace(session, environment, wanted) {
      const problem = healthCheckPatternsProblem(wanted);
      if (problem !== undefined) throw new CombrayError('request-invalid', `patterns: ${problem}`);
      const patterns = [...new Set(wanted)];
      await control.transaction(async (trx) => {
        await replacePatterns(trx, environment.id, patterns);
        await insertAudit(trx, environment.teamId, {
          atMs: clock.nowMs(),
          actor: actorName(session.user),
          action: 'health-checks.replace',
          subject: environment.slug,
          detail: patterns.join(' '),
        });
      });
      return patterns;
    },
  };
}
