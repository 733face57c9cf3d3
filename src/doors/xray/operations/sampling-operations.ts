import { z } from 'zod';
import { MS_PER_SECOND } from '../../../base/time.ts';
import type { SamplingRule, SamplingTarget } from '../../../sampling/index.ts';
import { timestamp } from './input.ts';
import { refuseNextToken } from './next-token.ts';
import { operation, type XRayContext } from './operation.ts';

/** Clients report so often. Source: every SDK's target poller. */
const INTERVAL_SECONDS = 10;
const DOCUMENTS_MAX = 25;

const getSamplingRules = operation(
  'GetSamplingRules',
  z.object({ NextToken: z.string().optional() }),
  async (context, { NextToken }) => {
    refuseNextToken(NextToken);
    const rules = context.parts.sampling.rules(context.environment);
    return { SamplingRuleRecords: rules.map((rule) => ruleRecord(rule, context)) };
  },
);

/** The shape that every SDK reads: Java fails the whole poll on a missing field, Node drops rules without `Attributes`. */
function ruleRecord(rule: SamplingRule, { accountId, region }: XRayContext): object {
  return {
    SamplingRule: {
      RuleName: rule.name,
      RuleARN: `arn:aws:xray:${region}:${accountId}:sampling-rule/${rule.name}`,
      ResourceARN: rule.resourceArn,
      Priority: rule.priority,
      FixedRate: rule.fixedRate,
      ReservoirSize: rule.reservoirSize,
      ServiceName: rule.serviceName,
      ServiceType: rule.serviceType,
      Host: rule.host,
      HTTPMethod: rule.httpMethod,
      URLPath: rule.urlPath,
      Version: 1,
      Attributes: rule.attributes,
    },
    CreatedAt: rule.createdAt,
    ModifiedAt: rule.modifiedAt,
  };
}

const statistics = z.object({
  RuleName: z.string().min(1).max(32),
  ClientID: z.string().min(24).max(24),
  Timestamp: timestamp,
  RequestCount: z.number().int().min(0),
  // Required, says the model; OpenTelemetry's samplers for Python and PHP send `SampleCount` in its place.
  SampledCount: z.number().int().min(0).optional(),
  BorrowCount: z.number().int().min(0).optional(),
});

const getSamplingTargets = operation(
  'GetSamplingTargets',
  z.object({
    SamplingStatisticsDocuments: z.array(statistics).max(DOCUMENTS_MAX),
    // Of rules that boost, of which there is none: not used, so nothing in them costs a sampler its targets. AWS's
    // OpenTelemetry for Python sends null for a service without a name.
    SamplingBoostStatisticsDocuments: z.array(z.object({})).max(DOCUMENTS_MAX).optional(),
  }),
  async ({ environment, nowMs, parts: { sampling } }, input) => {
    const { SamplingStatisticsDocuments: documents, SamplingBoostStatisticsDocuments: boosts } = input;
    const targets: object[] = [];
    const refused: object[] = [];
    for (const { RuleName: ruleName, ClientID: clientId, RequestCount: requestCount, Timestamp: time } of documents) {
      const isStale = Math.abs(epochMs(time) - nowMs) > STALE_MS;
      const target = isStale ? undefined : sampling.report(environment, { ruleName, clientId, requestCount });
      if (target) targets.push(targetDocument(target));
      else refused.push({ RuleName: ruleName, ErrorCode: '400', Message: isStale ? STALE : 'Unknown rule' });
    }
    return {
      SamplingTargetDocuments: targets,
      LastRuleModification: sampling.lastModified(environment),
      UnprocessedStatistics: refused,
      // OpenTelemetry's sampler for Python, which tells of none, reads no answer that has a member it does not know.
      ...(boosts && { UnprocessedBoostStatistics: [] }),
    };
  },
);

/** Clocks of small machines are wrong by minutes; statistics of another hour say nothing of who is active. */
const STALE_MS = 3_600 * MS_PER_SECOND;
const STALE = 'Timestamp is too far from the present';

/** Java's SDK sends milliseconds, all others seconds; as seconds the border would be the year 5138. */
function epochMs(time: number): number {
  return time > 1e11 ? time : time * MS_PER_SECOND;
}

function targetDocument({ rule, quota }: SamplingTarget): object {
  return {
    RuleName: rule.name,
    FixedRate: rule.fixedRate,
    ReservoirQuota: quota.perSecond,
    ReservoirQuotaTTL: quota.untilMs / MS_PER_SECOND,
    Interval: INTERVAL_SECONDS,
  };
}

export const SAMPLING_OPERATIONS = [getSamplingRules, getSamplingTargets];
