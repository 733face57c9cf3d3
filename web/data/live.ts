import { type Query, useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { arrivalsResponse } from '../../src/api/contract/index.ts';
import { nowMs } from '../lib/clock.ts';
import { createCursorFollower } from '../lib/cursor-follower.ts';
import { apiPath, requestJson } from './api-client.ts';

/** Together with the query itself: on the page within a second of its arrival. */
const ASK_EVERY_MS = 500;

/** `meta` of a query that `useLive` keeps up to date; its key begins with 'environments' and the environment. */
export const LIVE = { isLive: true } as const;

const isLiveIn =
  (environment: string) =>
  ({ queryKey, meta }: Query) =>
    meta?.isLive === true && queryKey[0] === 'environments' && queryKey[1] === environment;

/**
 * Reads the page's live queries again when something has arrived in the environment, while `isOn` and the tab is seen.
 * What was read stays on the page until the new answer is there. To be called once per page. Gives why the server could
 * not be asked, if so: then what is shown may be old.
 */
export function useLive(environment: string, { isOn }: { isOn: boolean }): unknown {
  const client = useQueryClient();
  const [error, setError] = useState<unknown>(null);
  useEffect(() => {
    if (!isOn) return;
    const predicate = isLiveIn(environment);
    const follower = createCursorFollower({
      // One that the reader has stopped before its first answer stays stopped.
      refresh: () =>
        client.refetchQueries({
          type: 'active',
          predicate: (query) => predicate(query) && query.state.status !== 'pending',
        }),
      // A menu belongs to the row it was opened on, which must not move away under it.
      isBusy: () => client.isFetching({ predicate }) > 0 || document.querySelector('[role=menu]') !== null,
      nowMs,
    });
    let isOpen = true;
    let timer: ReturnType<typeof setTimeout>;
    const ask = async () => {
      try {
        const cursor = await client.fetchQuery({ ...cursorQuery(environment), staleTime: 0, retry: false });
        if (!isOpen) return;
        follower.see(cursor);
        setError(null);
      } catch (failure) {
        if (isOpen) setError(failure);
      }
    };
    const loop = async () => {
      if (document.visibilityState === 'visible') await ask();
      if (isOpen) timer = setTimeout(loop, ASK_EVERY_MS);
    };
    void loop();
    return () => {
      isOpen = false;
      clearTimeout(timer);
      setError(null);
    };
  }, [client, environment, isOn]);
  return error;
}

function cursorQuery(environment: string) {
  return {
    queryKey: ['environments', environment, 'arrivals'],
    queryFn: async ({ signal }: { signal: AbortSignal }) => {
      const path = apiPath('environments', environment, 'arrivals');
      return (await requestJson('GET', path, arrivalsResponse, { signal })).cursor;
    },
  };
}
