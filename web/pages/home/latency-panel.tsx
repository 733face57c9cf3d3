import './latency-panel.css';
import { Link, useNavigate } from '@tanstack/react-router';
import { useMemo, useState } from 'react';
import type { HomeResponse } from '../../../src/api/contract/index.ts';
import { useTimeRange } from '../../data/view.ts';
import { boundsOfBox, cellCountOf, type HeatmapBox, type HeatmapCells, timeOfBox } from '../../lib/heatmap-cells.ts';
import { type HomeView, heatmapCellsOf, type RequestLink, requestSearch } from '../../lib/home-view.ts';
import { Button, IconButton } from '../../ui/button.tsx';
import { Segmented } from '../../ui/segmented.tsx';
import { BoxWords } from './box-words.tsx';
import { HeatLegend, Heatmap } from './heatmap.tsx';
import { LatencyTable } from './latency-table.tsx';

interface LatencyPanelProps {
  readonly environment: string;
  readonly figures: HomeResponse;
  readonly link: RequestLink;
  readonly look: HomeView['latency'];
  readonly onLook: (look: HomeView['latency']) => void;
  readonly hovered: number | undefined;
  readonly onHover: (bucket: number | undefined) => void;
}

const LOOKS = [
  { id: 'heatmap', words: 'Heatmap' },
  { id: 'table', words: 'Table' },
] as const;

/** Every request's duration over time, as a picture or as the same in a table; a marked part of it leads on. */
export function LatencyPanel({ environment, figures, link, look, onLook, hovered, onHover }: LatencyPanelProps) {
  const navigate = useNavigate();
  const cells = useMemo(() => heatmapCellsOf(figures), [figures]);
  const [marked, setMarked] = useState<MarkedBox>();
  const [cursor, setCursor] = useState<HeatmapBox>();
  // What is marked stays where it is in time and duration while newer answers move the buckets along.
  const box = marked && boxOf(cells, marked);
  const mark = (next: HeatmapBox | undefined) => setMarked(next && markedOf(cells, next));
  const searchOf = (of: HeatmapBox) =>
    requestSearch({ ...link, window: timeOfBox(cells, of), bounds: boundsOfBox(cells, of) });
  const shown = box ?? cursor;
  return (
    <section className="latency panel">
      <div className="latency__head">
        <h2 className="label">Latency over time</h2>
        <span className="latency__readout" role="status">
          {shown && isWithin(cells, shown) ? <BoxWords cells={cells} box={shown} /> : 'drag to mark a part'}
        </span>
        {box && (
          <BoxActions
            environment={environment}
            search={searchOf(box)}
            window={timeOfBox(cells, box)}
            onClear={() => mark(undefined)}
          />
        )}
        <div className="latency__tools">
          <HeatLegend cells={cells} />
          <Segmented label="Latency as" choices={LOOKS} chosen={look} onChoose={onLook} />
        </div>
      </div>
      {look === 'table' ? (
        <div className="latency__table">
          <LatencyTable environment={environment} cells={cells} searchOf={searchOf} />
        </div>
      ) : (
        <Heatmap
          cells={cells}
          hovered={hovered}
          onHover={onHover}
          box={box}
          onBox={mark}
          onCursor={setCursor}
          onOpen={(of) => void navigate({ to: '/$environment/traces', params: { environment }, search: searchOf(of) })}
        />
      )}
    </section>
  );
}

interface BoxActionsProps {
  readonly environment: string;
  readonly search: ReturnType<typeof requestSearch>;
  readonly window: { readonly fromMs: number; readonly toMs: number };
  readonly onClear: () => void;
}

function BoxActions({ environment, search, window, onClear }: BoxActionsProps) {
  const { setRange } = useTimeRange();
  return (
    <>
      <Link to="/$environment/traces" params={{ environment }} search={search}>
        Show the traces
      </Link>
      <Button
        size="small"
        icon="search"
        onPress={() => {
          onClear();
          setRange({ kind: 'between', ...window });
        }}
      >
        Zoom to the time
      </Button>
      <IconButton size="small" icon="close" label="Unmark" onPress={onClear} />
    </>
  );
}

/** A box by what it means rather than by where it lies in one answer. */
interface MarkedBox {
  readonly fromMs: number;
  /** Start of the last bucket. */
  readonly toMs: number;
  readonly fromCell: number;
  readonly toCell: number;
  readonly edgesMs: readonly number[];
}

function markedOf({ timeMs, edgesMs }: HeatmapCells, box: HeatmapBox): MarkedBox {
  const { fromCell, toCell } = box;
  return { fromMs: timeMs[box.fromBucket] ?? 0, toMs: timeMs[box.toBucket] ?? 0, fromCell, toCell, edgesMs };
}

/** Undefined where another answer has other buckets or other cells. */
function boxOf(cells: HeatmapCells, marked: MarkedBox): HeatmapBox | undefined {
  const fromBucket = cells.timeMs.indexOf(marked.fromMs);
  const toBucket = cells.timeMs.indexOf(marked.toMs);
  const hasSameCells =
    cells.edgesMs === marked.edgesMs || cells.edgesMs.every((edge, index) => edge === marked.edgesMs[index]);
  if (fromBucket < 0 || toBucket < 0 || !hasSameCells) return undefined;
  return { fromBucket, toBucket, fromCell: marked.fromCell, toCell: marked.toCell };
}

const isWithin = (cells: HeatmapCells, box: HeatmapBox): boolean =>
  box.toBucket < cells.timeMs.length && box.toCell < cellCountOf(cells);
