import { useState } from 'react';
import type { SenderKeysResponse } from '../../../src/api/contract/index.ts';
import { useChoicePreference, usePreference } from '../../data/preferences.ts';
import { useSignedIn } from '../../data/session.ts';
import { CodeBlock } from '../../ui/code-block.tsx';
import { Segmented } from '../../ui/segmented.tsx';
import { Tabs } from '../../ui/tabs.tsx';
import { TextField } from '../../ui/text-field.tsx';
import { openTelemetrySnippets } from './opentelemetry-snippets.ts';
import { rollbarSnippets } from './rollbar-snippets.ts';
import { PLACEHOLDER_KEYS, type Snippet, type SnippetInput } from './snippet.ts';
import { xraySnippets } from './xray-snippets.ts';

const PRODUCT_IDS = ['opentelemetry', 'rollbar', 'xray'] as const;
type ProductId = (typeof PRODUCT_IDS)[number];

interface Product {
  readonly words: string;
  readonly snippets: (input: SnippetInput) => readonly Snippet[];
  /** Whether its lines name the service. */
  readonly namesService: boolean;
}

const PRODUCTS: Readonly<Record<ProductId, Product>> = {
  opentelemetry: { words: 'OpenTelemetry', snippets: openTelemetrySnippets, namesService: true },
  rollbar: { words: 'Rollbar', snippets: rollbarSnippets, namesService: false },
  xray: { words: 'X-Ray', snippets: xraySnippets, namesService: true },
};

const FIRST_NAME = 'my-service';

export function PasteStep({ keys = PLACEHOLDER_KEYS }: { keys: SenderKeysResponse | undefined }) {
  const { endpoints } = useSignedIn();
  const [productId, setProductId] = useChoicePreference('set-up.product', PRODUCT_IDS, 'opentelemetry');
  const [serviceName, setServiceName] = useState(FIRST_NAME);
  const { snippets, namesService } = PRODUCTS[productId];
  const input = { endpoints, keys, serviceName: serviceName.trim() || FIRST_NAME };
  return (
    <section className="panel set-up__step">
      <h2>2. Your app</h2>
      <div className="set-up__row">
        <Segmented
          label="SDK"
          choices={PRODUCT_IDS.map((id) => ({ id, words: PRODUCTS[id].words }))}
          chosen={productId}
          onChoose={setProductId}
        />
      </div>
      {namesService && (
        <div className="set-up__service">
          <TextField label="Name of the service" value={serviceName} onChange={setServiceName} charsMax={200} />
        </div>
      )}
      <SnippetTabs key={productId} productId={productId} snippets={snippets(input)} />
    </section>
  );
}

function SnippetTabs({ productId, snippets }: { productId: ProductId; snippets: readonly Snippet[] }) {
  const [preferred, setTab] = usePreference(`set-up.tab.${productId}`);
  const chosen = snippets.find(({ id }) => id === preferred) ?? snippets[0];
  if (chosen === undefined) return null;
  return (
    <Tabs
      label={`Lines for ${PRODUCTS[productId].words}`}
      chosen={chosen.id}
      onChoose={setTab}
      items={snippets.map((snippet) => ({
        id: snippet.id,
        title: snippet.title,
        content: <SnippetSteps snippet={snippet} />,
      }))}
    />
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
