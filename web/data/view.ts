import { useNavigate, useParams, useSearch } from '@tanstack/react-router';
import { useCallback, useMemo } from 'react';
import { TIME_ZONES, type TimeZone } from '../lib/format-time.ts';
import type { SearchParams } from '../lib/search-params.ts';
import { readTimeRange, type TimeRange, writeTimeRange } from '../lib/time-range.ts';
import type { ViewCodec, ViewFields, ViewState } from '../lib/view-state.ts';
import { useChoicePreference, usePreference } from './preferences.ts';
import { useSignedIn } from './session.ts';

/** The parameters of the address, as text. */
export function useSearchParams(): SearchParams {
  return useSearch({ strict: false }) as SearchParams;
}

type SetSearchParams = (
  change: SearchParams | ((current: SearchParams) => SearchParams),
  options?: { replace?: boolean },
) => void;

/** Changes some parameters of the address and keeps the rest; undefined removes one. */
export function useSetSearchParams(): SetSearchParams {
  const navigate = useNavigate();
  return useCallback(
    (change, options = {}) => {
      void navigate({
        to: '.',
        search: (current: SearchParams) => ({
          ...current,
          ...(typeof change === 'function' ? change(current) : change),
        }),
        replace: options.replace ?? false,
      });
    },
    [navigate],
  );
}

export interface TimeRangeState {
  readonly range: TimeRange;
  readonly setRange: (range: TimeRange) => void;
  /** Whether the page follows the present: on unless `live=off`, and only where the range ends now. */
  readonly isLive: boolean;
  readonly setLive: (isLive: boolean) => void;
}

/** The one time range of the page. */
export function useTimeRange(): TimeRangeState {
  const params = useSearchParams();
  const setParams = useSetSearchParams();
  const { last, from, to, live } = params;
  const range = useMemo(() => readTimeRange({ last, from, to }), [last, from, to]);
  return {
    range,
    setRange: (next) => setParams({ ...writeTimeRange(next) }),
    isLive: range.kind === 'last' && live !== 'off',
    setLive: (isLive) => setParams({ live: isLive ? undefined : 'off' }, { replace: true }),
  };
}

/** A screen's state in the address. `replace` does not add a step to the browser's history: for typing and dragging. */
export function useView<Fields extends ViewFields>(
  codec: ViewCodec<Fields>,
): readonly [ViewState<Fields>, (change: Partial<ViewState<Fields>>, options?: { replace?: boolean }) => void] {
  const params = useSearchParams();
  const setParams = useSetSearchParams();
  const view = useMemo(() => codec.read(params), [codec, params]);
  const setView = useCallback(
    (change: Partial<ViewState<Fields>>, options?: { replace?: boolean }) =>
      setParams((current) => codec.write({ ...codec.read(current), ...change }), options),
    [codec, setParams],
  );
  return [view, setView];
}

/** Reader's zone or UTC, by one switch for all screens. */
export function useTimeZone(): readonly [TimeZone, (zone: TimeZone) => void] {
  return useChoicePreference('time-zone', TIME_ZONES, 'local');
}

/** The environment of the address, the first of the reader's otherwise. For pages inside the frame. */
export function useEnvironment(): string {
  const { environment } = useParams({ strict: false }) as { environment?: string };
  const [last] = usePreference('environment');
  const { environments } = useSignedIn();
  const known = environments.find(({ slug }) => slug === last) ?? environments[0];
  return environment ?? known?.slug ?? '';
}
