import { Fragment } from 'react';
import type { SenderKeysResponse } from '../../../src/api/contract/index.ts';
import { useCreateSenderKeys } from '../../data/keys.ts';
import { useSignedIn } from '../../data/session.ts';
import { Button } from '../../ui/button.tsx';
import { CopyButton } from '../../ui/copy-button.tsx';
import { errorWords } from '../../ui/states.tsx';

interface KeysStepProps {
  readonly environment: string;
  readonly keys: SenderKeysResponse | undefined;
  readonly onKeys: (keys: SenderKeysResponse) => void;
}

export function KeysStep({ environment, keys, onKeys }: KeysStepProps) {
  const { role } = useSignedIn();
  const create = useCreateSenderKeys(environment);
  return (
    <section className="panel set-up__step">
      <h2>1. Keys</h2>
      <p className="set-up__words">
        {keys === undefined
          ? 'Senders show a key. Make fresh ones for all three products, and they stand in every line below.'
          : 'They stand in every line below, and here until you leave this page. You can always make others.'}
      </p>
      {keys !== undefined && <KeyValues keys={keys} />}
      {role === 'viewer' ? (
        <p className="set-up__words">
          Your role may look but not make keys: ask an owner or admin of the team for some.
        </p>
      ) : (
        <div className="set-up__row">
          <Button
            look={keys === undefined ? 'primary' : 'plain'}
            icon="key"
            onPress={() => create.mutate(undefined, { onSuccess: onKeys })}
            isDisabled={create.isPending}
          >
            {keys === undefined ? 'Make fresh keys' : 'Make others'}
          </Button>
          {create.error && <span role="alert">No keys were made: {errorWords(create.error)}</span>}
        </div>
      )}
    </section>
  );
}

function KeyValues({ keys }: { keys: SenderKeysResponse }) {
  const rows = [
    ['ingest key', keys.ingestKey],
    ['Rollbar, servers', keys.rollbarServerToken],
    ['Rollbar, browsers', keys.rollbarClientToken],
    ['AWS access key id', keys.awsKey.id],
    ['AWS secret', keys.awsKey.secret],
  ] as const;
  return (
    <div className="set-up__values">
      {rows.map(([what, text]) => (
        <Fragment key={what}>
          <span className="label">{what}</span>
          <code className="set-up__value" title={text}>
            {text}
          </code>
          <CopyButton text={text} what={what} />
        </Fragment>
      ))}
    </div>
  );
}
