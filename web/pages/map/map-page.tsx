import './map-page.css';
import { useMemo } from 'react';
import type { MapResponse } from '../../../src/api/contract/index.ts';
import { useLive } from '../../data/live.ts';
import { useMap } from '../../data/map.ts';
import { useEnvironment, useTimeRange, useView } from '../../data/view.ts';
import { formatCounted } from '../../lib/format-number.ts';
import { findNodes, mapView } from '../../lib/map-view.ts';
import { CountedSwitch } from '../../ui/counted-switch.tsx';
import { LiveSwitch } from '../../ui/live-switch.tsx';
import { Page } from '../../ui/page.tsx';
import { errorWords } from '../../ui/states.tsx';
import { Unread } from '../../ui/unread.tsx';
import { useServiceColours } from '../../ui/use-service-colours.ts';
import { MapBar } from './map-bar.tsx';
import { MapCanvas } from './map-canvas.tsx';
import { MapEmpty } from './map-empty.tsx';
import { NodePanel } from './node-panel.tsx';
import { NodeTable } from './node-table.tsx';

/** Who calls whom, how often, how quickly and how well. */
export function MapPage() {
  const environment = useEnvironment();
  const { range, isLive, setLive } = useTimeRange();
  const [view, setView] = useView(mapView);
  const map = useMap(environment, range, view.counted);
  const liveError = useLive(environment, { isOn: isLive });
  const services = useMemo(() => servicesIn(map.data), [map.data]);
  const colours = useServiceColours(environment, services);
  const chosen = map.data?.nodes.find(({ id }) => id === view.node);
  const found = useMemo(() => findNodes(map.data?.nodes ?? [], view.find), [map.data, view.find]);
  const error = map.error ?? liveError;
  const onChoose = (node: string) => setView({ node });
  const isDoubled = map.data !== undefined && map.data.doubledServices.length > 0;
  return (
    <Page
      title="Map"
      isFilling
      subtitle={map.data && (error === null ? <Subtitle map={map.data} /> : <Stale error={error} />)}
      actions={
        <>
          {isDoubled && <CountedSwitch counted={view.counted} onChoose={(counted) => setView({ counted })} />}
          <LiveSwitch isLive={isLive} canFollow={range.kind === 'last'} onChange={setLive} />
        </>
      }
    >
      {!map.data && (
        <Unread query={map} what="the map">
          Traces and issues are read on their own and may still answer; a shorter time range is read quicker.
        </Unread>
      )}
      {map.data !== undefined && map.data.nodes.length > 0 && <MapBar view={view} found={found} onChange={setView} />}
      {map.data?.nodes.length === 0 && <MapEmpty environment={environment} />}
      {map.data !== undefined && map.data.nodes.length > 0 && (
        <div className={map.isPlaceholderData ? 'map map--waiting' : 'map'}>
          {view.as === 'table' ? (
            <NodeTable {...{ map: map.data, chosen: chosen?.id, found, colours, onChoose }} />
          ) : (
            <MapCanvas {...{ map: map.data, chosen: chosen?.id, found, colours, onChoose }} />
          )}
          {chosen && (
            <NodePanel
              environment={environment}
              map={map.data}
              node={chosen}
              counted={view.counted}
              colours={colours}
              onChoose={onChoose}
              onClose={() => setView({ node: '' })}
            />
          )}
        </div>
      )}
    </Page>
  );
}

function Subtitle({ map: { nodes, edges } }: { map: MapResponse }) {
  return <>{`${formatCounted(nodes.length, 'node')}, ${formatCounted(edges.length, 'edge')}`}</>;
}

function Stale({ error }: { error: unknown }) {
  return (
    <span className="map__stale" role="alert">
      not up to date: {errorWords(error)}
    </span>
  );
}

function servicesIn(map: MapResponse | undefined): readonly string[] {
  return map?.nodes.filter(({ isInferred }) => !isInferred).map(({ name }) => name) ?? [];
}
