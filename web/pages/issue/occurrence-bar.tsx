import { Link, useNavigate } from '@tanstack/react-router';
import type { OccurrenceResponse } from '../../../src/api/contract/index.ts';
import { useTimeZone } from '../../data/view.ts';
import { absoluteTimeText } from '../../lib/format-time.ts';
import { type OccurrenceTrace, TELLER_WORDS, tracesOf } from '../../lib/occurrence-traces.ts';
import { Button } from '../../ui/button.tsx';
import { CopyButton } from '../../ui/copy-button.tsx';
import { useHotkeys } from '../../ui/hotkeys.tsx';
import { Icon } from '../../ui/icon.tsx';
import { TimeAgo } from '../../ui/quantity.tsx';
import { Tooltip } from '../../ui/tooltip.tsx';

interface OccurrenceBarProps {
  readonly environment: string;
  readonly occurrence: OccurrenceResponse | undefined;
  readonly lastOccurrenceId: number;
  readonly onShow: (occurrenceId: number) => void;
}

/** Which occurrence is shown, who told of it, its traces, and the way to its neighbours. */
export function OccurrenceBar({ environment, occurrence, lastOccurrenceId, onShow }: OccurrenceBarProps) {
  const [zone] = useTimeZone();
  const older = occurrence?.previousId ?? null;
  const isBehind = occurrence !== undefined && occurrence.occurrenceId < lastOccurrenceId;
  const newer = occurrence?.nextId ?? null;
  const show = (id: number | null) => {
    if (id !== null) onShow(id);
  };
  const navigate = useNavigate();
  const [trace] = tracesOf(occurrence?.tellings ?? []);
  useHotkeys('Issue', [
    { keys: '[', words: 'older occurrence', run: () => show(older) },
    { keys: ']', words: 'newer occurrence', run: () => show(newer) },
    ...(trace ? [{ keys: 'o', words: 'open its trace', run: () => void navigate(linkTo(environment, trace)) }] : []),
  ]);
  return (
    <div className="occurrence-bar">
      <div className="occurrence-bar__steps">
        <Tooltip text="Older occurrence, key [">
          <Button size="small" isDisabled={older === null} onPress={() => show(older)}>
            Older
          </Button>
        </Tooltip>
        <Tooltip text="Newer occurrence, key ]">
          <Button size="small" isDisabled={newer === null} onPress={() => show(newer)}>
            Newer
          </Button>
        </Tooltip>
        <Button size="small" look="quiet" isDisabled={!isBehind} onPress={() => show(lastOccurrenceId)}>
          Latest
        </Button>
      </div>
      {occurrence && (
        <>
          <span className="occurrence-bar__what">
            <span className="quiet">Occurrence</span>
            <span>{absoluteTimeText(occurrence.timeMs, zone)}</span>
            <span className="occurrence-bar__ago">
              <span>
                (<TimeAgo ms={occurrence.timeMs} />)
              </span>
              <CopyButton text={permalink(occurrence)} what="link to this occurrence" />
            </span>
          </span>
          <span className="quiet">
            told by {[...new Set(occurrence.tellings.map(({ teller }) => TELLER_WORDS[teller]))].join(', ')}
          </span>
          {occurrence.isFailsafe && (
            <span className="occurrence-bar__failsafe">failsafe: the SDK could not send what it had</span>
          )}
          <TraceLinks environment={environment} occurrence={occurrence} />
        </>
      )}
    </div>
  );
}

function TraceLinks({ environment, occurrence }: { environment: string; occurrence: OccurrenceResponse }) {
  return tracesOf(occurrence.tellings).map((trace) => (
    <Link key={trace.telling.traceId} className="occurrence-bar__trace" {...linkTo(environment, trace)}>
      <Icon name="traces" size={14} />
      {trace.words}
    </Link>
  ));
}

/** At the span that failed, where the telling names one. */
function linkTo(environment: string, { telling: { traceId, spanId, timeMs } }: OccurrenceTrace) {
  return {
    to: '/$environment/traces/$traceId',
    params: { environment, traceId },
    search: { at: String(Math.floor(timeMs)), ...(spanId === '' ? {} : { span: spanId }) },
  } as const;
}

function permalink({ occurrenceId }: OccurrenceResponse): string {
  const url = new URL(window.location.href);
  url.searchParams.set('occurrence', String(occurrenceId));
  return url.href;
}
