import type { Entry, OccurrenceResponse } from '../../../src/api/contract/index.ts';
import { useTimeZone } from '../../data/view.ts';
import { absoluteTimeText } from '../../lib/format-time.ts';
import { EntryList } from './entry-list.tsx';

/** Request, person, custom data, and all that is known of where it happened. */
export function OccurrenceDetails({ occurrence }: { occurrence: OccurrenceResponse }) {
  const [zone] = useTimeZone();
  const { request, person, custom, about } = occurrence;
  const groups = [
    ...request,
    { title: 'Person', entries: person },
    { title: 'Custom', entries: custom },
    { title: 'Occurrence', entries: factsOf(occurrence, (ms) => absoluteTimeText(ms, zone)) },
    ...about,
  ].filter(({ entries }) => entries.length > 0);
  return (
    <div className="details">
      {groups.map(({ title, entries }) => (
        <section key={title} className="details__group">
          <h2 className="label">{title}</h2>
          <EntryList entries={entries} label={title} />
        </section>
      ))}
    </div>
  );
}

function factsOf(occurrence: OccurrenceResponse, timeText: (ms: number) => string): Entry[] {
  const facts: Record<string, string> = {
    id: String(occurrence.occurrenceId),
    uuid: occurrence.uuid,
    level: occurrence.level,
    time: timeText(occurrence.timeMs),
    received: timeText(occurrence.receivedMs),
    environment: occurrence.deploymentEnvironment,
    service: occurrence.service,
    host: occurrence.host,
    url: occurrence.url,
    context: occurrence.context,
    framework: occurrence.framework,
    platform: occurrence.platform,
    language: occurrence.language,
    version: occurrence.codeVersion,
    notifier: occurrence.notifier,
  };
  return Object.entries(facts).flatMap(([name, value]) => (value === '' ? [] : [{ name, value }]));
}
