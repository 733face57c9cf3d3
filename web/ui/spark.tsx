import './spark.css';
import type { PointerEvent } from 'react';
import { sparkMax, sparkPaths } from '../lib/spark-line.ts';

export interface SparkLine {
  readonly values: ReadonlyArray<number | null>;
  /** A colour token: `series-1`. */
  readonly colour: string;
  /** Told from another line without its colour. */
  readonly isDashed?: boolean;
}

interface SparkProps {
  readonly lines: readonly SparkLine[];
  /** Said instead of the picture. */
  readonly label: string;
  /** The bucket that the pointer is at, here or on another chart. */
  readonly hovered?: number | undefined;
  readonly onHover?: (bucket: number | undefined) => void;
}

/** Small lines on one scale from 0, without axes: the numbers stand beside them. */
export function Spark({ lines, label, hovered, onHover }: SparkProps) {
  const count = lines[0]?.values.length ?? 0;
  const most = Math.max(0, ...lines.map(({ values }) => sparkMax(values)));
  const hover = onHover && {
    onPointerMove: (event: PointerEvent<HTMLDivElement>) => {
      const { left, width } = event.currentTarget.getBoundingClientRect();
      const bucket = Math.floor(((event.clientX - left) / Math.max(1, width)) * count);
      onHover(bucket >= 0 && bucket < count ? bucket : undefined);
    },
    onPointerLeave: () => onHover(undefined),
  };
  return (
    <div className="spark" role="img" aria-label={label} {...hover}>
      <svg className="spark__lines" viewBox="0 0 1 1" preserveAspectRatio="none" aria-hidden="true">
        {lines.map(({ values, colour, isDashed }) => {
          const { line, area } = sparkPaths(values, most);
          return (
            <g key={colour} style={{ '--spark-colour': `var(--${colour})` }}>
              {lines.length === 1 && <path className="spark__area" d={area} />}
              <path className={isDashed ? 'spark__line spark__line--dashed' : 'spark__line'} d={line} />
            </g>
          );
        })}
      </svg>
      {hovered !== undefined && hovered < count && (
        <div className="spark__crosshair" style={{ left: `${((hovered + 0.5) / count) * 100}%` }} />
      )}
    </div>
  );
}
