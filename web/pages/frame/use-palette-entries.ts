import { useNavigate } from '@tanstack/react-router';
import { useSignedIn, useSignOut } from '../../data/session.ts';
import { THEMES, useTheme } from '../../data/theme.ts';
import { useTimeZone } from '../../data/view.ts';
import { findTraceId } from '../../lib/trace-id.ts';
import type { IconName } from '../../ui/icon.tsx';
import { errorWords } from '../../ui/states.tsx';
import { useToast } from '../../ui/toast.tsx';
import { SCREENS } from './screens.ts';

export interface PaletteEntry {
  readonly id: string;
  readonly words: string;
  readonly kind: 'screen' | 'environment' | 'action' | 'trace' | 'issue';
  readonly icon: IconName;
  readonly run: () => void;
}

export interface PaletteEntries {
  /** Always there, for the query to choose from. */
  readonly fixed: readonly PaletteEntry[];
  /** What the query itself names. */
  readonly found: readonly PaletteEntry[];
}

export function usePaletteEntries(environment: string, query: string, onHelp: () => void): PaletteEntries {
  const { environments } = useSignedIn();
  const navigate = useNavigate();
  const actions = useActions(onHelp);
  const screens = SCREENS.map(
    ({ to, title, icon }): PaletteEntry => ({
      id: to,
      words: title,
      kind: 'screen',
      icon,
      run: () => void navigate({ to, params: { environment } }),
    }),
  );
  const others = environments
    .filter(({ slug }) => slug !== environment)
    .map(
      ({ slug, name }): PaletteEntry => ({
        id: `environment ${slug}`,
        words: name,
        kind: 'environment',
        icon: 'chevron-right',
        run: () => void navigate({ to: '/$environment', params: { environment: slug } }),
      }),
    );
  const traceId = findTraceId(query);
  const found: PaletteEntry[] = [];
  if (traceId !== undefined) {
    const run = () => void navigate({ to: '/$environment/traces/$traceId', params: { environment, traceId } });
    found.push({ id: 'trace', words: `Open trace ${traceId}`, kind: 'trace', icon: 'traces', run });
  }
  const counter = /^\s*(#\d{1,9})\s*$/.exec(query)?.[1];
  if (counter !== undefined) {
    const search = { status: 'any', find: counter };
    const run = () => void navigate({ to: '/$environment/issues', params: { environment }, search });
    found.push({ id: 'issue', words: `Find issue ${counter}`, kind: 'issue', icon: 'issue', run });
  }
  return { fixed: [...screens, ...others, ...actions], found };
}

function useActions(onHelp: () => void): PaletteEntry[] {
  const [theme, setTheme] = useTheme();
  const [zone, setZone] = useTimeZone();
  const signOut = useSignOut();
  const say = useToast();
  const leave = () =>
    signOut.mutate(undefined, { onError: (error) => say(`signing out failed: ${errorWords(error)}`) });
  const entry = (id: string, words: string, icon: IconName, run: () => void): PaletteEntry => ({
    id,
    words,
    kind: 'action',
    icon,
    run,
  });
  return [
    ...THEMES.filter((other) => other !== theme).map((other) =>
      entry(`theme ${other}`, `Theme: ${other}`, other === 'light' ? 'sun' : other === 'dark' ? 'moon' : 'system', () =>
        setTheme(other),
      ),
    ),
    entry('zone', zone === 'utc' ? 'Times in your zone' : 'Times in UTC', 'clock', () =>
      setZone(zone === 'utc' ? 'local' : 'utc'),
    ),
    entry('help', 'Keys', 'help', onHelp),
    entry('sign-out', 'Sign out', 'sign-out', leave),
  ];
}
