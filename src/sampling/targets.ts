import type { Clock } from '../base/clock.ts';
import { MS_PER_SECOND } from '../base/time.ts';
import type { EnvironmentId } from '../model/ids.ts';
import type { SamplingRule } from './rule.ts';

/** What one client did under one rule since its last report. */
export interface SamplingReport {
  readonly ruleName: string;
  readonly clientId: string;
  readonly requestCount: number;
}

/** Requests a second that the client may sample whatever the rate says. */
export interface Quota {
  readonly perSecond: number;
  readonly untilMs: number;
}

export interface Targets {
  report(environment: EnvironmentId, rule: SamplingRule, report: SamplingReport): Quota;
}

/** Clients report every 10 s; who has missed two reports is gone, and its share is given to others. */
const QUOTA_MS = 30 * MS_PER_SECOND;
/** Of one rule in one environment. A client is made up by its sender: the oldest is forgotten first. */
const CLIENTS_MAX = 10_000;

interface Client {
  readonly requestCount: number;
  readonly quota: Quota;
}

/**
 * Shares each reservoir among the clients that reported lately, in proportion to their requests. What was promised to others
 * holds until it ends, so that all promises together never exceed the reservoir.
 */
export function createTargets(clock: Clock): Targets {
  const clientsOf = new Map<string, Map<string, Client>>();
  return {
    report(environment, rule, { clientId, requestCount }) {
      const key = `${environment} ${rule.name}`;
      const clients = clientsOf.get(key) ?? new Map<string, Client>();
      clientsOf.set(key, clients);
      const nowMs = clock.nowMs();
      forget(clients, nowMs);
      clients.delete(clientId);
      const others = [...clients.values()];
      const free = rule.reservoirSize - others.reduce((sum, { quota }) => sum + quota.perSecond, 0);
      const total = others.reduce((sum, other) => sum + other.requestCount, requestCount);
      // Whole requests: where there are more clients than requests, who came first keeps its one.
      const share = total === 0 ? rule.reservoirSize : Math.ceil((rule.reservoirSize * requestCount) / total);
      const quota = { perSecond: Math.max(0, Math.min(free, share)), untilMs: nowMs + QUOTA_MS };
      clients.set(clientId, { requestCount, quota });
      return quota;
    },
  };
}

/** Reports come in the order of time, so the map's first are the oldest. */
function forget(clients: Map<string, Client>, nowMs: number): void {
  for (const [clientId, { quota }] of clients) {
    if (quota.untilMs > nowMs && clients.size < CLIENTS_MAX) return;
    clients.delete(clientId);
  }
}
