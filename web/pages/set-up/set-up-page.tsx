import './set-up-page.css';
import { useState } from 'react';
import type { SenderKeysResponse } from '../../../src/api/contract/index.ts';
import { useSignedIn } from '../../data/session.ts';
import { useEnvironment } from '../../data/view.ts';
import { Page } from '../../ui/page.tsx';
import { Arrival } from './arrival.tsx';
import { KeysStep } from './keys-step.tsx';
import { PasteStep } from './paste-step.tsx';

export function SetUpPage() {
  const environment = useEnvironment();
  // Another environment is another page: a key made for one must never stand in the lines of another.
  return <SetUp key={environment} environment={environment} />;
}

function SetUp({ environment }: { environment: string }) {
  const { environments } = useSignedIn();
  const [keys, setKeys] = useState<SenderKeysResponse>();
  const name = environments.find(({ slug }) => slug === environment)?.name ?? environment;
  return (
    <Page title="Send data" subtitle={`into ${name}`}>
      <div className="set-up">
        <div className="set-up__steps">
          <KeysStep environment={environment} keys={keys} onKeys={setKeys} />
          <PasteStep keys={keys} />
        </div>
        <Arrival environment={environment} />
      </div>
    </Page>
  );
}
