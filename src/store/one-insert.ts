import type { Engine } from './engine.ts';

/** The same engine for several writers: it takes one insert at a time, so each waits for the one before. */
export function withOneInsertAtATime(engine: Engine): Engine {
  let last: Promise<unknown> = Promise.resolve();
  return {
    tableEngine: (name) => engine.tableEngine(name),
    command: (sql, options) => engine.command(sql, options),
    query: (query, budget) => engine.query(query, budget),
    ask: (query, budget) => engine.ask(query, budget),
    insert(insert) {
      const mine = last.then(() => engine.insert(insert));
      // The failure is its own caller's.
      last = mine.catch(() => undefined);
      return mine;
    },
    close: () => engine.close(),
  };
}
