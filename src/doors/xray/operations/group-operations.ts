import { createHash } from 'node:crypto';
import { z } from 'zod';
import { refuseNextToken } from './next-token.ts';
import { operation, type XRayContext } from './operation.ts';

/** The group of all traces: always there, without an expression. */
const DEFAULT_GROUP = 'Default';

const getGroups = operation(
  'GetGroups',
  z.object({ NextToken: z.string().min(1).max(100).optional() }),
  async (context, { NextToken }) => {
    refuseNextToken(NextToken);
    const group = {
      GroupName: DEFAULT_GROUP,
      GroupARN: groupArn(DEFAULT_GROUP, context),
      InsightsConfiguration: { InsightsEnabled: false, NotificationsEnabled: false },
    };
    return { Groups: [group] };
  },
);

/** With an id behind the name that is the same for good. */
function groupArn(name: string, { accountId, region, environment }: XRayContext): string {
  const hash = createHash('sha256').update(`group ${name} of ${environment} in ${accountId}`).digest('hex');
  return `arn:aws:xray:${region}:${accountId}:group/${name}/${hash.slice(0, 26).toUpperCase()}`;
}

export const GROUP_OPERATIONS = [getGroups];
