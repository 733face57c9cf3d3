import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { drainPending, Session } from 'chdb';

/** The folder in which the store keeps the engine: the one with its configuration. */
function engineFolder(dataDirectory: string): string {
  const folder = readdirSync(dataDirectory).find((name) => existsSync(join(dataDirectory, name, 'engine.xml')));
  if (folder === undefined) throw new Error(`no engine under ${dataDirectory}`);
  return join(dataDirectory, folder);
}

/** Opens a stopped server's engine without the server, so that what is on disk speaks for itself. */
export async function onStoppedEngine<Row>(
  dataDirectory: string,
  statements: readonly string[],
): Promise<readonly Row[]> {
  const folder = engineFolder(dataDirectory);
  const session = new Session(join(folder, 'data'), {
    connectionArgs: [`--config-file=${join(folder, 'engine.xml')}`],
  });
  try {
    let text = '';
    for (const statement of statements) text = session.query(statement, 'JSONEachRow');
    return text
      .trim()
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line) as Row);
  } finally {
    session.cleanup();
    await drainPending();
  }
}

/** Rows of spans on disk, and how many different spans they are. The API shows equal ones once, so it cannot tell. */
export async function countStoredSpans(dataDirectory: string): Promise<{ rows: number; differentSpans: number }> {
  const [counted] = await onStoppedEngine<{ rows: number; differentSpans: number }>(dataDirectory, [
    'SELECT toUInt32(count()) AS rows, toUInt32(uniqExact(trace_id, span_id)) AS differentSpans FROM events',
  ]);
  if (counted === undefined) throw new Error('the engine gave no count');
  return counted;
}
