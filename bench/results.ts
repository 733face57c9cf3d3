import { execFileSync } from 'node:child_process';
import { appendFileSync, existsSync, writeFileSync } from 'node:fs';
import { cpus, totalmem } from 'node:os';
import { fileURLToPath } from 'node:url';

const PATH = fileURLToPath(new URL('./RESULTS.md', import.meta.url));
const HEADER = `# Results

Appended by \`npm run bench\`, never edited. Machines differ and are shared: trust ratios within an entry, not figures across
entries.
`;

export interface BenchResult {
  readonly title: string;
  /** What was measured, on which data. */
  readonly data: string;
  /** Figures in the order they should be read, with their units. */
  readonly figures: readonly (readonly [name: string, value: string])[];
}

/** Prints an entry and appends it to RESULTS.md with date, machine and commit. */
export function appendResult({ title, data, figures }: BenchResult): void {
  if (!existsSync(PATH)) writeFileSync(PATH, HEADER);
  const rows = figures.map(([name, value]) => `| ${name} | ${value} |`).join('\n');
  const place = `${new Date().toISOString().slice(0, 10)}, commit ${commit()}, ${machine()}`;
  const entry = `\n## ${title}\n\n${place}.\n${data}\n\n| figure | value |\n|---|---|\n${rows}\n`;
  appendFileSync(PATH, entry);
  process.stdout.write(entry);
}

/** `values` need not be sorted; `share` 0 to 1. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? Number.NaN;
}

function commit(): string {
  const git = (...args: string[]) => execFileSync('git', args, { encoding: 'utf8' }).trim();
  // An entry just appended is no change of what is measured.
  const changes = git('status', '--porcelain', '--', ':/', ':!/bench/RESULTS.md');
  return git('rev-parse', '--short', 'HEAD') + (changes === '' ? '' : ' with changes');
}

function machine(): string {
  const model = cpus()[0]?.model.trim() ?? 'unknown processor';
  return `${cpus().length} cores (${model}), ${Math.round(totalmem() / 2 ** 30)} GiB, Node ${process.versions.node}`;
}
