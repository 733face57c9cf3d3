import './toast.css';
import { createContext, type ReactNode, useCallback, useContext, useRef, useState } from 'react';

const SHOWN_MS = 2_500;
const TOASTS_MAX = 3;

interface ToastEntry {
  readonly id: number;
  readonly words: string;
}

const ToastContext = createContext<(words: string) => void>(() => undefined);

/** Says in passing that something was done: `const say = useToast(); say('copied')`. Never for what must not be missed. */
export const useToast = () => useContext(ToastContext);

export function ToastProvider({ children }: { children: ReactNode }) {
  const [entries, setEntries] = useState<readonly ToastEntry[]>([]);
  const nextId = useRef(0);
  const say = useCallback((words: string) => {
    const id = nextId.current++;
    setEntries((shown) => [...shown, { id, words }].slice(-TOASTS_MAX));
    setTimeout(() => setEntries((shown) => shown.filter((entry) => entry.id !== id)), SHOWN_MS);
  }, []);
  return (
    <ToastContext value={say}>
      {children}
      <div className="toasts" role="status">
        {entries.map(({ id, words }) => (
          <div key={id} className="toast">
            {words}
          </div>
        ))}
      </div>
    </ToastContext>
  );
}
