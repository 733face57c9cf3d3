import type { TestServer } from './server.ts';

/** Sum of one counter of `/metrics` over all its labels, or over those with this one: `door="rollbar"`. */
export async function readCounter({ origin }: Pick<TestServer, 'origin'>, name: string, label = ''): Promise<number> {
  const text = await (await fetch(`${origin}/metrics`)).text();
  const lines = text.split('\n').filter((line) => line.startsWith(`${name}{`) || line.startsWith(`${name} `));
  return lines
    .filter((line) => line.includes(label))
    .reduce((sum, line) => sum + Number(line.slice(line.lastIndexOf(' ') + 1)), 0);
}
