import { useNavigate } from '@tanstack/react-router';
import type { Entry, OccurrenceResponse } from '../../../src/api/contract/index.ts';
import { useTimeZone } from '../../data/view.ts';
import { absoluteTimeText } from '../../lib/format-time.ts';
import type { ValueActions } from '../../ui/value-menu.tsx';
import { EntryList } from './entry-list.tsx';

/** The group of what every occurrence has; the others are named by senders. */
const FACTS = 'Occurrence';

/** Request, person, custom data, and all that is known of where it happened. */
export function OccurrenceDetails({
  environment,
  occurrence,
}: {
  environment: string;
  occurrence: OccurrenceResponse;
}) {
  const [zone] = useTimeZone();
  const actionsOf = useFactActions(environment);
  const { request, person, custom, about } = occurrence;
  const groups = [
    ...request,
    { title: 'Person', entries: person },
    { title: 'Custom', entries: custom },
    { title: FACTS, entries: factsOf(occurrence, (ms) => absoluteTimeText(ms, zone)) },
    ...about,
  ].filter(({ entries }) => entries.length > 0);
  return (
    <div className="details">
      {groups.map(({ title, entries }) => (
        <section key={title} className="details__group">
          <h2 className="label">{title}</h2>
          <EntryList entries={entries} label={title} {...(title === FACTS ? { actionsOf } : {})} />
        </section>
      ))}
    </div>
  );
}

/** What the lists of issues and traces can be filtered by leads there. */
function useFactActions(environment: string) {
  const navigate = useNavigate();
  const params = { environment };
  return ({ name, text }: { name: string; text: string }): ValueActions => {
    const toIssues = (search: Record<string, string>) => ({
      filterBy: () => void navigate({ to: '/$environment/issues', params, search }),
    });
    if (name === 'environment') return toIssues({ deployment: text });
    if (name === 'level') return toIssues({ level: text });
    if (name === 'service') {
      return { filterBy: () => void navigate({ to: '/$environment/traces', params, search: { service: text } }) };
    }
    return {};
  };
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
