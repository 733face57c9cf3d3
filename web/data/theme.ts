import { useCallback } from 'react';
import { readPreference, useChoicePreference } from './preferences.ts';

export const THEMES = ['system', 'light', 'dark'] as const;
export type Theme = (typeof THEMES)[number];

const NAME = 'theme';

function setOnRoot(theme: Theme): void {
  if (theme === 'system') delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = theme;
}

/** Before the first drawing, so that no reader sees the other theme flash by. */
export function applyTheme(): void {
  setOnRoot(readPreference(NAME, (text) => THEMES.find((theme) => theme === text), 'system'));
}

export function useTheme(): readonly [Theme, (theme: Theme) => void] {
  const [theme, setTheme] = useChoicePreference(NAME, THEMES, 'system');
  const choose = useCallback(
    (next: Theme) => {
      setTheme(next);
      setOnRoot(next);
    },
    [setTheme],
  );
  return [theme, choose];
}
