import './overview.css';
import { type ReactNode, useMemo, useState } from 'react';
import { useHome } from '../../data/home.ts';
import { useLive } from '../../data/live.ts';
import { useTimeRange, useView } from '../../data/view.ts';
import { type HomeView, homeView } from '../../lib/home-view.ts';
import { CountedSwitch } from '../../ui/counted-switch.tsx';
import { LiveSwitch } from '../../ui/live-switch.tsx';
import { Page } from '../../ui/page.tsx';
import { errorWords } from '../../ui/states.tsx';
import { Unread } from '../../ui/unread.tsx';
import { useServiceColours } from '../../ui/use-service-colours.ts';
import { GroupTable } from './group-table.tsx';
import { HealthChip } from './health-chip.tsx';
import { HomeEmpty } from './home-empty.tsx';
import { IssueList } from './issue-list.tsx';
import { LatencyPanel } from './latency-panel.tsx';
import { StatTiles } from './stat-tiles.tsx';
import { TraceLists } from './trace-lists.tsx';

interface OverviewProps {
  readonly environment: string;
  /** Without, all of them. */
  readonly service?: string;
  readonly title: string;
  readonly heading?: ReactNode;
  readonly links?: ReactNode;
}

/** How the requests of an environment, or of one of its services, are doing. One answer, so that its numbers agree. */
export function Overview({ environment, service, title, heading, links }: OverviewProps) {
  const { range, isLive, setLive } = useTimeRange();
  const [view, setView] = useView(homeView);
  const { 'health-checks': healthChecks, counted } = view;
  const home = useHome(environment, range, { service, healthChecks, counted });
  const liveError = useLive(environment, { isOn: isLive });
  const [hovered, setHovered] = useState<number>();
  const figures = home.data;
  const services = useMemo(() => (figures ? servicesIn(figures, service) : []), [figures, service]);
  const colours = useServiceColours(environment, services);
  const link = useMemo(() => ({ service, healthChecks, counted }), [service, healthChecks, counted]);
  const error = home.error ?? liveError;
  const issues = service === undefined && <IssueList environment={environment} />;
  const actions = (
    <>
      {links}
      {figures && <Choices figures={figures} view={view} setView={setView} />}
      <LiveSwitch isLive={isLive} canFollow={range.kind === 'last'} onChange={setLive} />
    </>
  );
  const subtitle = figures && error !== null && (
    <span className="overview__stale" role="alert">
      not up to date: {errorWords(error)}
    </span>
  );
  return (
    <Page title={title} heading={heading} subtitle={subtitle} actions={actions}>
      {!figures && <Unread query={home} what={service === undefined ? 'how things are' : `how ${service} is`} />}
      {figures?.totals.requestCount === 0 && (
        <HomeEmpty
          environment={environment}
          service={service}
          hiddenCount={healthChecks === 'hidden' ? figures.healthCheckCount : 0}
          onShowHidden={() => setView({ 'health-checks': 'shown' })}
        />
      )}
      {figures !== undefined && figures.totals.requestCount > 0 && (
        <div className={home.isPlaceholderData ? 'overview overview--waiting' : 'overview'}>
          <StatTiles environment={environment} figures={figures} link={link} hovered={hovered} onHover={setHovered} />
          <LatencyPanel
            environment={environment}
            figures={figures}
            link={link}
            look={view.latency}
            onLook={(latency) => setView({ latency }, { replace: true })}
            hovered={hovered}
            onHover={setHovered}
          />
          <div className="overview__groups">
            <GroupTable
              environment={environment}
              figures={figures}
              link={link}
              {...(service === undefined ? { colours } : {})}
            />
          </div>
          {issues}
          <TraceLists environment={environment} traces={figures.traces} link={link} colours={colours} />
        </div>
      )}
      {figures?.totals.requestCount === 0 && issues}
    </Page>
  );
}

type Figures = NonNullable<ReturnType<typeof useHome>['data']>;

interface ChoicesProps {
  readonly figures: Figures;
  readonly view: HomeView;
  readonly setView: (change: Partial<HomeView>) => void;
}

/** Which requests count, where there is a choice. */
function Choices({ figures, view, setView }: ChoicesProps) {
  return (
    <>
      {figures.doubledServices.length > 0 && (
        <CountedSwitch counted={view.counted} onChoose={(counted) => setView({ counted })} />
      )}
      <HealthChip
        count={figures.healthCheckCount}
        areShown={view['health-checks'] === 'shown'}
        onChange={(areShown) => setView({ 'health-checks': areShown ? 'shown' : 'hidden' })}
      />
    </>
  );
}

function servicesIn({ groups, traces }: Figures, service: string | undefined): readonly string[] {
  const listed = [...traces.slowest, ...traces.failing, ...traces.newest].map(({ rootService }) => rootService);
  return [...(service === undefined ? groups.map(({ name }) => name) : [service]), ...listed];
}
