import type { ControlTransaction } from '../control/index.ts';
import type { ProjectId } from '../model/ids.ts';
import { type KeyToMake, makeKey } from './make-key.ts';
import type { AccessParts } from './parts.ts';
import type { Environment } from './principal.ts';

/** What an AWS client signs with. */
export interface AwsKeyPair {
  readonly id: string;
  readonly secret: string;
}

/** What a person gives to the SDKs of all three products. */
export interface SenderKeys {
  readonly ingestKey: string;
  /** May post items of servers. */
  readonly rollbarServerToken: string;
  /** May post items of browsers and apps, which cannot keep it secret. */
  readonly rollbarClientToken: string;
  readonly awsKey: AwsKeyPair;
}

export async function makeSenderKeys(
  trx: ControlTransaction,
  parts: Pick<AccessParts, 'random' | 'clock' | 'sealer'>,
  whose: { environment: Environment; projectId: ProjectId; name: string; createdBy: string },
): Promise<SenderKeys> {
  const { environment, projectId, name, createdBy } = whose;
  const common = { teamId: environment.teamId, environmentId: environment.id, name, createdBy };
  const make = (key: Pick<KeyToMake, 'kind' | 'permissions' | 'projectId'>) =>
    makeKey(trx, parts, { ...common, ...key });
  const rollbar = { kind: 'rollbar_project', projectId } as const;
  // One after the other: a transaction has one connection.
  const ingest = await make({ kind: 'ingest' });
  const server = await make({ ...rollbar, permissions: ['post_server_item'] });
  const client = await make({ ...rollbar, permissions: ['post_client_item'] });
  const aws = await make({ kind: 'aws' });
  return {
    ingestKey: ingest.text,
    rollbarServerToken: server.text,
    rollbarClientToken: client.text,
    awsKey: { id: aws.key.id, secret: aws.text },
  };
}
