import { z } from 'zod';
import { UNIX_NS_MAX } from '../../../base/time.ts';
import { XRayError } from '../errors.ts';
import { refuseNextToken } from '../operations/next-token.ts';
import { operation } from '../operations/operation.ts';
import { printServices } from './service-graph.ts';
import { readRange, readTraceIds, timeRange, traceIds } from './trace-input.ts';

const DEFAULT_GROUP = 'Default';
const IN_XRAYS_WORDS = { naming: 'xray', takesLinks: true } as const;

const getServiceGraph = operation(
  'GetServiceGraph',
  z.object({
    ...timeRange,
    GroupName: z.string().min(1).max(32).optional(),
    GroupARN: z.string().min(1).max(400).optional(),
    NextToken: z.string().optional(),
  }),
  async ({ environment, parts }, input) => {
    refuseNextToken(input.NextToken);
    refuseOtherGroups(input);
    const map = await parts.traces.map(environment, { ...readRange(input), takes: 'traces', ...IN_XRAYS_WORDS });
    return {
      StartTime: input.StartTime,
      EndTime: input.EndTime,
      Services: printServices(map),
      ContainsOldGroupVersions: false,
    };
  },
);

/** Only the group of all traces is there. */
function refuseOtherGroups({ GroupName, GroupARN }: { GroupName?: string | undefined; GroupARN?: string | undefined }) {
  const isDefault =
    (GroupName === undefined || GroupName === DEFAULT_GROUP) &&
    (GroupARN === undefined || GroupARN.includes(`:group/${DEFAULT_GROUP}/`));
  if (!isDefault) throw new XRayError('InvalidRequestException', 'Group not found');
}

const getTraceGraph = operation(
  'GetTraceGraph',
  z.object({ TraceIds: traceIds, NextToken: z.string().optional() }),
  async ({ environment, parts }, input) => {
    refuseNextToken(input.NextToken);
    const ids = readTraceIds(input.TraceIds);
    if (ids.length === 0) return { Services: [] };
    const always = { fromNs: 0n, toNs: UNIX_NS_MAX };
    const map = await parts.traces.map(environment, { ...always, traceIds: ids, ...IN_XRAYS_WORDS });
    return { Services: printServices(map) };
  },
);

export const GRAPH_OPERATIONS = [getServiceGraph, getTraceGraph];
