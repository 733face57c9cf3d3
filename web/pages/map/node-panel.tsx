import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import type { MapEdgeView, MapNodeView, MapResponse, RequestFigures } from '../../../src/api/contract/index.ts';
import type { CountedSource } from '../../../src/model/counted-source.ts';
import { durationText } from '../../lib/format-duration.ts';
import { formatCount } from '../../lib/format-number.ts';
import { formatRate, formatShare } from '../../lib/format-rate.ts';
import { requestSearch } from '../../lib/home-view.ts';
import { requestsOf } from '../../lib/map-layout.ts';
import { mapDurationText, typeWords } from '../../lib/map-view.ts';
import type { ServiceColours } from '../../lib/service-colours.ts';
import { shownText } from '../../lib/shown-text.ts';
import { Quantity } from '../../ui/quantity.tsx';
import { ServiceName } from '../../ui/service-name.tsx';
import { SidePanel } from '../../ui/side-panel.tsx';

const NS_PER_MS = 1e6;
const FAILURES = [
  { id: 'fault', words: 'faults' },
  { id: 'error', words: 'errors' },
  { id: 'throttle', words: 'throttled' },
] as const;

interface NodePanelProps {
  readonly environment: string;
  readonly map: MapResponse;
  readonly node: MapNodeView;
  /** As the map was asked for. */
  readonly counted: CountedSource;
  readonly colours: ServiceColours;
  readonly onChoose: (id: string) => void;
  readonly onClose: () => void;
}

/** A node's figures, how long its requests took, who calls it, whom it calls, and its traces. */
export function NodePanel({ environment, map, node, counted, colours, onChoose, onClose }: NodePanelProps) {
  const lengthMs = map.endMs - map.startMs;
  const callers = map.edges.filter(({ targetId }) => targetId === node.id);
  const calls = map.edges.filter(({ sourceId }) => sourceId === node.id);
  const toRequests = node.isInferred ? PLAIN : requestLinks(environment, node.name, counted);
  const ends = { map, lengthMs, colours, onChoose };
  return (
    <SidePanel name="map" title={node.name === '' ? '(no name)' : node.name} onClose={onClose}>
      <div className="node-panel">
        <p className="node-panel__type">{typeWords(node)}</p>
        <Figures figures={node.figures} lengthMs={lengthMs} toRequests={toRequests} />
        <Histogram figures={node.figures} toRequests={toRequests} />
        <NodeLinks environment={environment} node={node} callers={callers} map={map} />
        <EdgeList title="Called by" edges={callers} end="sourceId" {...ends} />
        <EdgeList title="Calls" edges={calls} end="targetId" {...ends} />
      </div>
    </SidePanel>
  );
}

/** Draws a number as the way to the traces whose requests it counts; as it is where those are not known by the service. */
type Wrap = (search: Readonly<Record<string, string>>, number: ReactNode) => ReactNode;
const PLAIN: Wrap = (_search, number) => number;

function requestLinks(environment: string, service: string, counted: CountedSource): Wrap {
  const common = requestSearch({ service, counted, healthChecks: 'shown' });
  return (search, number) => (
    <Link
      className="node-panel__number"
      to="/$environment/traces"
      params={{ environment }}
      search={{ ...common, ...search }}
    >
      {number}
    </Link>
  );
}

function Figures({ figures, lengthMs, toRequests }: { figures: RequestFigures; lengthMs: number; toRequests: Wrap }) {
  const total = requestsOf(figures);
  return (
    <dl className="node-panel__figures">
      <Figure words="requests">{toRequests({}, <Quantity digits={formatCount(Math.round(total))} unit="" />)}</Figure>
      <Figure words="rate">
        <Quantity {...formatRate(total, lengthMs)} />
      </Figure>
      {figures.p50Ms !== null && <Figure words="p50">{mapDurationText(figures.p50Ms)}</Figure>}
      {figures.p99Ms !== null && <Figure words="p99">{mapDurationText(figures.p99Ms)}</Figure>}
      {FAILURES.filter(({ id }) => figures[id] > 0).map(({ id, words }) => (
        <Figure key={id} words={words} look={id}>
          <Quantity {...formatShare(figures[id], total)} />
        </Figure>
      ))}
    </dl>
  );
}

function Figure({ words, look, children }: { words: string; look?: string; children: ReactNode }) {
  return (
    <div className={look === undefined ? 'node-figure' : `node-figure node-figure--${look}`}>
      <dt className="label">{words}</dt>
      <dd>{children}</dd>
    </div>
  );
}

/** Each bar is twice as wide in time as the one before it. */
function Histogram({ figures: { histogram }, toRequests }: { figures: RequestFigures; toRequests: Wrap }) {
  const most = Math.max(...histogram.map(({ count }) => count), 1);
  if (histogram.length === 0) return null;
  return (
    <section>
      <h3 className="label">Duration</h3>
      <table className="node-histogram">
        <tbody>
          {histogram.map(({ fromMs, toMs, count }) => (
            <tr key={fromMs}>
              <th scope="row" className="node-histogram__edge">{`< ${durationText(toMs * NS_PER_MS)}`}</th>
              <td className="node-histogram__place">
                <span className="node-histogram__bar" style={{ inlineSize: `${(count / most) * 100}%` }} />
              </td>
              <td className="node-histogram__count">
                {toRequests(
                  { 'request-min-ms': String(fromMs), 'request-below-ms': String(toMs) },
                  formatCount(Math.round(count * 10) / 10),
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

interface NodeLinksProps {
  readonly environment: string;
  readonly node: MapNodeView;
  readonly callers: readonly MapEdgeView[];
  readonly map: MapResponse;
}

/** What sent nothing itself is seen in the traces of those that call it. */
function NodeLinks({ environment, node, callers, map }: NodeLinksProps) {
  if (!node.isInferred) {
    const service = node.name;
    return (
      <p className="node-panel__links">
        <Link to="/$environment/traces" params={{ environment }} search={{ service }}>
          Its traces
        </Link>
        {service !== '' && (
          <Link to="/$environment/services/$service" params={{ environment, service }}>
            Its page
          </Link>
        )}
      </p>
    );
  }
  const names = callers.flatMap(({ sourceId }) => map.nodes.find(({ id }) => id === sourceId)?.name ?? []);
  return (
    <p className="node-panel__links">
      {[...new Set(names)].map((service) => (
        <Link key={service} to="/$environment/traces" params={{ environment }} search={{ service }}>
          {`Traces of ${service}`}
        </Link>
      ))}
    </p>
  );
}

interface EdgeListProps {
  readonly title: string;
  readonly edges: readonly MapEdgeView[];
  /** Which end to name. */
  readonly end: 'sourceId' | 'targetId';
  readonly map: MapResponse;
  readonly lengthMs: number;
  readonly colours: ServiceColours;
  readonly onChoose: (id: string) => void;
}

function EdgeList({ title, edges, end, map, lengthMs, colours, onChoose }: EdgeListProps) {
  if (edges.length === 0) return null;
  return (
    <section>
      <h3 className="label">{title}</h3>
      <table className="node-edges">
        <tbody>
          {edges.map((edge) => {
            const other = map.nodes.find(({ id }) => id === edge[end]);
            if (!other) return null;
            const total = requestsOf(edge.figures);
            const failed = total - edge.figures.ok;
            return (
              <tr key={edge[end]}>
                <td className="node-edges__name">
                  <button type="button" className="node-edges__link" onClick={() => onChoose(other.id)}>
                    {other.isInferred ? shownText(other.name) : <ServiceName name={other.name} colours={colours} />}
                  </button>
                </td>
                <td className="node-edges__number">
                  <Quantity {...formatRate(total, lengthMs)} />
                </td>
                <td className="node-edges__number">
                  {edge.figures.p50Ms !== null && mapDurationText(edge.figures.p50Ms)}
                </td>
                <td className={failed > 0 ? 'node-edges__number node-edges__number--failed' : 'node-edges__number'}>
                  <Quantity {...formatShare(failed, total)} />
                </td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </section>
  );
}
