import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import type { IssueResponse, Sparkline } from '../../../src/api/contract/index.ts';
import { useTimeZone } from '../../data/view.ts';
import { formatCount, formatCounted } from '../../lib/format-number.ts';
import { clockTimeText } from '../../lib/format-time.ts';
import { MS_PER_DAY } from '../../lib/milliseconds.ts';
import { shownText } from '../../lib/shown-text.ts';
import { Cut, TimeAgo } from '../../ui/quantity.tsx';
import { ServiceLink } from '../../ui/service-name.tsx';
import { SparkBars } from '../../ui/spark-bars.tsx';
import { useServiceColours } from '../../ui/use-service-colours.ts';

const VERSION_CHARS_MAX = 16;
const DAYS = 30;

/** How often, whom, since when, where: of all its occurrences. */
export function IssueFacts({ environment, issue }: { environment: string; issue: IssueResponse }) {
  const colours = useServiceColours(environment, [issue.service]);
  const [version] = issue.codeVersions;
  const ids = { environment, issueId: String(issue.issueId) };
  return (
    <div className="issue-facts">
      <dl className="issue-facts__list">
        <Fact name="Times">
          <OccurrencesLink count={issue.occurrenceCount} {...ids} />
        </Fact>
        <Fact name="People">
          <OccurrencesLink count={issue.personCount} {...ids} />
        </Fact>
        <Fact name="First seen">
          <TimeAgo ms={issue.firstSeenMs} />
        </Fact>
        <Fact name="Last seen">
          <TimeAgo ms={issue.lastSeenMs} />
        </Fact>
        <Fact name="Environment">
          <Link
            className="issue-facts__link"
            to="/$environment/issues"
            params={{ environment }}
            search={{ deployment: issue.deploymentEnvironment }}
            title={`Issues of ${shownText(issue.deploymentEnvironment)}`}
          >
            {shownText(issue.deploymentEnvironment)}
          </Link>
        </Fact>
        {issue.service !== '' && (
          <Fact name="Service">
            <ServiceLink environment={environment} name={issue.service} colours={colours} />
          </Fact>
        )}
        {version !== undefined && (
          <Fact name="Version">
            <Cut text={version} charsMax={VERSION_CHARS_MAX} />
            {issue.codeVersions.length > 1 && (
              <span className="quiet" title={shownText(issue.codeVersions.join(', '))}>
                {` and ${formatCount(issue.codeVersions.length - 1)} more`}
              </span>
            )}
          </Fact>
        )}
      </dl>
      <Trend sparkline={issue.sparkline} />
    </div>
  );
}

/** A number leads to what it counts. */
function OccurrencesLink({ count, ...ids }: { count: number; environment: string; issueId: string }) {
  if (count === 0) return <>0</>;
  return (
    <Link
      className="issue-facts__link"
      to="/$environment/issues/$issueId"
      params={ids}
      search={(now) => ({ ...now, tab: 'occurrences' })}
    >
      {formatCount(count)}
    </Link>
  );
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div className="issue-facts__fact">
      <dt className="label">{name}</dt>
      <dd className="issue-facts__value">{children}</dd>
    </div>
  );
}

function Trend({ sparkline: { startMs, bucketMs, counts } }: { sparkline: Sparkline }) {
  const [zone] = useTimeZone();
  const sum = counts.reduce((all, count) => all + count, 0);
  const titleOf = (bucket: number) => {
    const from = clockTimeText(startMs + bucket * bucketMs, zone, MS_PER_DAY);
    return `${from}: ${formatCounted(counts[bucket] ?? 0, 'occurrence')}`;
  };
  return (
    <figure className="issue-facts__trend">
      <div className="issue-facts__bars">
        <SparkBars counts={counts} titleOf={titleOf} label={`${formatCounted(sum, 'occurrence')} in ${DAYS} days`} />
      </div>
      <figcaption className="issue-facts__caption">
        <span>{DAYS} d ago</span>
        <span>{formatCounted(sum, 'occurrence')}</span>
        <span>now</span>
      </figcaption>
    </figure>
  );
}
