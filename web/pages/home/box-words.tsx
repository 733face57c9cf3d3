import { useTimeZone } from '../../data/view.ts';
import { durationText } from '../../lib/format-duration.ts';
import { formatCount } from '../../lib/format-number.ts';
import { clockTimeText } from '../../lib/format-time.ts';
import { countIn, type HeatmapBox, type HeatmapCells, timeOfBox } from '../../lib/heatmap-cells.ts';

const NS_PER_MS = 1e6;

/** What a part of the heatmap holds: `34 requests of 100 to 126 ms, 14:05:10 to 14:05:20`. */
export function BoxWords({ cells, box }: { cells: HeatmapCells; box: HeatmapBox }) {
  const [zone] = useTimeZone();
  const { fromMs, toMs } = timeOfBox(cells, box);
  const rangeMs = cells.window.toMs - cells.window.fromMs;
  const count = countIn(cells, box);
  const rounded = Math.round(count * 10) / 10;
  return (
    <>
      <strong>{`${formatCount(rounded)} ${rounded === 1 ? 'request' : 'requests'}`}</strong>
      {` of ${edgeText(cells, box.fromCell)} to ${edgeText(cells, box.toCell + 1)}, `}
      {`${clockTimeText(fromMs, zone, rangeMs)} to ${clockTimeText(toMs, zone, rangeMs)}`}
    </>
  );
}

export const edgeText = ({ edgesMs }: HeatmapCells, edge: number): string =>
  durationText((edgesMs[edge] ?? 0) * NS_PER_MS);
