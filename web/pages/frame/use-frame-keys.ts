import { useNavigate } from '@tanstack/react-router';
import { useHotkeys } from '../../ui/hotkeys.tsx';
import { SCREENS } from './screens.ts';

/** The keys that work on every screen. */
export function useFrameKeys(
  environment: string,
  hasTimeRange: boolean,
  open: (what: 'palette' | 'help' | 'time') => void,
): void {
  const navigate = useNavigate();
  useHotkeys(
    'Everywhere',
    [
      { keys: 'mod+k', words: 'search or jump', whileTyping: true, run: () => open('palette') },
      { keys: '/', words: 'search', run: () => open('palette') },
      { keys: '?', words: 'this list', run: () => open('help') },
      ...(hasTimeRange ? [{ keys: 't', words: 'time range', run: () => open('time') }] : []),
    ],
    { isFallback: true },
  );
  useHotkeys(
    'Go to',
    SCREENS.map(({ letter, title, to }) => ({
      keys: `g ${letter}`,
      words: title.toLowerCase(),
      run: () => void navigate({ to, params: { environment } }),
    })),
    { isFallback: true },
  );
}
