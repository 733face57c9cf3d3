/** A line over buckets in a box of 1 by 1, y down; a gap where there is no value. */
export interface SparkPaths {
  /** Of the stroke. */
  readonly line: string;
  /** Between the line and the foot of the box. */
  readonly area: string;
}

/** Points stand in the middle of their bucket. A value alone between gaps is as wide as its bucket. */
export function sparkPaths(values: ReadonlyArray<number | null>, valueMax: number): SparkPaths {
  const width = 1 / Math.max(1, values.length);
  const y = (value: number) => 1 - (valueMax <= 0 ? 0 : Math.min(1, value / valueMax));
  const lines: string[] = [];
  const areas: string[] = [];
  for (const run of runsOf(values)) {
    const points =
      run.values.length === 1
        ? [
            [run.at * width, y(run.values[0] ?? 0)],
            [(run.at + 1) * width, y(run.values[0] ?? 0)],
          ]
        : run.values.map((value, index) => [(run.at + index + 0.5) * width, y(value)]);
    const path = points.map(([px = 0, py = 0]) => `${fixed(px)} ${fixed(py)}`).join('L');
    lines.push(`M${path}`);
    areas.push(`M${fixed(points[0]?.[0] ?? 0)} 1L${path}L${fixed(points.at(-1)?.[0] ?? 0)} 1Z`);
  }
  return { line: lines.join(''), area: areas.join('') };
}

const fixed = (value: number) => String(Math.round(value * 1e4) / 1e4);

interface Run {
  readonly at: number;
  readonly values: number[];
}

function runsOf(values: ReadonlyArray<number | null>): readonly Run[] {
  const runs: Run[] = [];
  let open: Run | undefined;
  values.forEach((value, at) => {
    if (value === null) open = undefined;
    else if (open) open.values.push(value);
    else {
      open = { at, values: [value] };
      runs.push(open);
    }
  });
  return runs;
}

/** Sums of neighbours, at most so many: what is drawn on few pixels. */
export function binned(values: readonly number[], binsMax: number): readonly number[] {
  const size = Math.max(1, Math.ceil(values.length / binsMax));
  return Array.from({ length: Math.ceil(values.length / size) }, (_, bin) =>
    values.slice(bin * size, (bin + 1) * size).reduce((sum, value) => sum + value, 0),
  );
}

export function sparkMax(values: ReadonlyArray<number | null>): number {
  let most = 0;
  for (const value of values) if (value !== null && value > most) most = value;
  return most;
}
