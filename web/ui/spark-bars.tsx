import './spark-bars.css';
import { sparkMax } from '../lib/spark-line.ts';

/** Of the height: what is little beside the most must still be seen. */
const LEAST = 0.08;
const GAP = 0.2;

interface SparkBarsProps {
  readonly counts: readonly number[];
  /** Said instead of the picture. */
  readonly label: string;
  /** Shown over a bar. */
  readonly titleOf?: (bucket: number) => string;
}

/** Counts over time as bars from 0, without axes: the numbers stand beside them. */
export function SparkBars({ counts, label, titleOf }: SparkBarsProps) {
  const most = sparkMax(counts);
  return (
    <svg
      className="spark-bars"
      viewBox={`0 0 ${Math.max(1, counts.length)} 1`}
      preserveAspectRatio="none"
      role="img"
      aria-label={label}
    >
      {counts.map((count, bucket) => {
        const height = count <= 0 || most === 0 ? 0 : Math.max(LEAST, count / most);
        return (
          // biome-ignore lint/suspicious/noArrayIndexKey: a bucket is its place.
          <g key={bucket}>
            <rect className="spark-bars__foot" x={bucket + GAP / 2} y={0.96} width={1 - GAP} height={0.04} />
            <rect className="spark-bars__bar" x={bucket + GAP / 2} y={1 - height} width={1 - GAP} height={height} />
            {titleOf && (
              <rect x={bucket} y={0} width={1} height={1} fill="transparent">
                <title>{titleOf(bucket)}</title>
              </rect>
            )}
          </g>
        );
      })}
    </svg>
  );
}
