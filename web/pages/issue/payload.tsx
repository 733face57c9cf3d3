import { useMemo } from 'react';
import type { OccurrenceResponse } from '../../../src/api/contract/index.ts';
import { usePayload } from '../../data/issues.ts';
import type { Json } from '../../lib/json.ts';
import { jsonDepth } from '../../lib/json-depth.ts';
import { CopyButton } from '../../ui/copy-button.tsx';
import { JsonView } from '../../ui/json-view.tsx';
import { LongText } from '../../ui/long-text.tsx';
import { Unread } from '../../ui/unread.tsx';

/** A tree is drawn by functions that call themselves. */
const DEPTH_MAX = 500;

interface PayloadProps {
  readonly environment: string;
  readonly issueId: string;
  readonly occurrence: OccurrenceResponse;
}

/** The payload as it was sent; what Combray read of it where none was. */
export function Payload({ environment, issueId, occurrence }: PayloadProps) {
  if (!occurrence.hasPayload) {
    // It came as JSON; only its type does not say so.
    return <JsonView value={occurrence as unknown as Json} openDepth={2} what="occurrence" />;
  }
  return <SentPayload environment={environment} issueId={issueId} occurrenceId={String(occurrence.occurrenceId)} />;
}

function SentPayload({ occurrenceId, ...ids }: { environment: string; issueId: string; occurrenceId: string }) {
  const payload = usePayload(ids.environment, ids.issueId, occurrenceId);
  const text = payload.data?.payload;
  const value = useMemo(
    () => (text === undefined || jsonDepth(text) > DEPTH_MAX ? undefined : (JSON.parse(text) as Json)),
    [text],
  );
  if (text === undefined) return <Unread query={payload} what="the payload" />;
  if (value !== undefined) return <JsonView value={value} openDepth={4} what="payload" />;
  return (
    <div className="raw">
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, and must do so by keyboard. */}
      <pre className="raw__text" tabIndex={0}>
        <LongText text={text} charsMax={20_000} />
      </pre>
      <div className="raw__copy">
        <CopyButton text={text} what="payload" />
      </div>
    </div>
  );
}
