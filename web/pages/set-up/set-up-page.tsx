import './set-up-page.css';
import { useState } from 'react';
import { useCreateKey } from '../../data/keys.ts';
import { useChoicePreference } from '../../data/preferences.ts';
import { useSignedIn } from '../../data/session.ts';
import { useEnvironment } from '../../data/view.ts';
import { Button } from '../../ui/button.tsx';
import { CodeBlock } from '../../ui/code-block.tsx';
import { CopyButton } from '../../ui/copy-button.tsx';
import { Page } from '../../ui/page.tsx';
import { errorWords } from '../../ui/states.tsx';
import { Tabs } from '../../ui/tabs.tsx';
import { TextField } from '../../ui/text-field.tsx';
import { Arrival } from './arrival.tsx';
import { type Snippet, snippets } from './snippets.ts';

const KEY_PLACEHOLDER = 'YOUR_INGEST_KEY';
const TAB_IDS = ['node', 'python', 'go', 'java', 'collector', 'curl'] as const;

export function SetUpPage() {
  const environment = useEnvironment();
  // Another environment is another page: a key made for one must never stand in the lines of another.
  return <SetUp key={environment} environment={environment} />;
}

function SetUp({ environment }: { environment: string }) {
  const { endpoints, environments } = useSignedIn();
  const [secret, setSecret] = useState<string>();
  const name = environments.find(({ slug }) => slug === environment)?.name ?? environment;
  return (
    <Page title="Send data" subtitle={`into ${name}`}>
      <div className="set-up">
        <div className="set-up__steps">
          <KeyStep environment={environment} endpoint={endpoints.otlpHttp} secret={secret} onSecret={setSecret} />
          <PasteStep endpoint={endpoints.otlpHttp} grpcEndpoint={endpoints.otlpGrpc} secret={secret} />
        </div>
        <Arrival environment={environment} />
      </div>
    </Page>
  );
}

interface KeyStepProps {
  readonly environment: string;
  readonly endpoint: string;
  readonly secret: string | undefined;
  readonly onSecret: (secret: string) => void;
}

function KeyStep({ environment, endpoint, secret, onSecret }: KeyStepProps) {
  const { role } = useSignedIn();
  const create = useCreateKey(environment);
  const make = () =>
    create.mutate({ kind: 'ingest', name: 'made while setting up' }, { onSuccess: (made) => onSecret(made.secret) });
  return (
    <section className="panel set-up__step">
      <h2>1. A key</h2>
      <p className="set-up__words">
        {secret === undefined
          ? 'Senders show an ingest key. Make a fresh one, and it stands in every line below.'
          : 'It stands in every line below. It is shown only until you leave this page; you can always make another.'}
      </p>
      <div className="set-up__values">
        <span className="label">endpoint</span>
        <code className="set-up__value">{endpoint}</code>
        <CopyButton text={endpoint} what="endpoint" />
        {secret !== undefined && (
          <>
            <span className="label">key</span>
            <code className="set-up__value" title={secret}>
              {secret}
            </code>
            <CopyButton text={secret} what="key" />
          </>
        )}
      </div>
      {role === 'viewer' ? (
        <p className="set-up__words">
          Your role may look but not make keys: ask an owner or admin of the team for one.
        </p>
      ) : (
        <div className="set-up__row">
          <Button
            look={secret === undefined ? 'primary' : 'plain'}
            icon="key"
            onPress={make}
            isDisabled={create.isPending}
          >
            {secret === undefined ? 'Make an ingest key' : 'Make another'}
          </Button>
          {create.error && <span role="alert">No key was made: {errorWords(create.error)}</span>}
        </div>
      )}
    </section>
  );
}

interface PasteStepProps {
  readonly endpoint: string;
  readonly grpcEndpoint: string | undefined;
  readonly secret: string | undefined;
}

function PasteStep({ endpoint, grpcEndpoint, secret }: PasteStepProps) {
  const [tab, setTab] = useChoicePreference('set-up.tab', TAB_IDS, 'node');
  const [serviceName, setServiceName] = useState('my-service');
  const key = secret ?? KEY_PLACEHOLDER;
  const input = { endpoint, grpcEndpoint, key, serviceName: serviceName.trim() || 'my-service' };
  return (
    <section className="panel set-up__step">
      <h2>2. Your app</h2>
      <div className="set-up__service">
        <TextField label="Name of the service" value={serviceName} onChange={setServiceName} charsMax={200} />
      </div>
      <Tabs
        label="Language"
        chosen={tab}
        onChoose={setTab}
        items={snippets(input).flatMap((snippet) => {
          const id = TAB_IDS.find((known) => known === snippet.id);
          return id === undefined ? [] : [{ id, title: snippet.title, content: <SnippetSteps snippet={snippet} /> }];
        })}
      />
    </section>
  );
}

function SnippetSteps({ snippet }: { snippet: Snippet }) {
  return (
    <div className="set-up__snippet">
      {snippet.steps.map(({ title, code, note }) => (
        <div key={title} className="set-up__part">
          <h3 className="set-up__part-title">{title}</h3>
          <CodeBlock text={code} what={title.toLowerCase()} />
          {note && <p className="quiet">{note}</p>}
        </div>
      ))}
    </div>
  );
}
