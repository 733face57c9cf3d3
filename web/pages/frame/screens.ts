import type { IconName } from '../../ui/icon.tsx';

/** The sections of the rail, in its order. What does not exist yet is absent, not disabled. */
export interface Screen {
  readonly title: string;
  readonly icon: IconName;
  readonly to:
    | '/$environment'
    | '/$environment/traces'
    | '/$environment/issues'
    | '/$environment/map'
    | '/$environment/set-up'
    | '/$environment/settings';
  /** After `g`. */
  readonly letter: string;
}

export const SCREENS: readonly Screen[] = [
  { title: 'Home', icon: 'home', to: '/$environment', letter: 'h' },
  { title: 'Traces', icon: 'traces', to: '/$environment/traces', letter: 't' },
  { title: 'Issues', icon: 'issue', to: '/$environment/issues', letter: 'i' },
  { title: 'Map', icon: 'map', to: '/$environment/map', letter: 'm' },
  { title: 'Send data', icon: 'send', to: '/$environment/set-up', letter: 'd' },
  { title: 'Settings', icon: 'settings', to: '/$environment/settings', letter: 's' },
];
