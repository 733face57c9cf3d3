import { useEffect, useState } from 'react';
import { Button, IconButton } from './button.tsx';
import { copyText } from './copy-text.ts';
import { useToast } from './toast.tsx';

const DONE_MS = 1_500;

/** Copies, and says so in toasts: `copy(text, 'trace id')`. */
export function useCopy(): (text: string, what?: string) => void {
  const say = useToast();
  return (text, what = 'text') => {
    void copyText(text).then((copied) =>
      say(copied ? `${what} copied` : `the browser refused to copy; select the ${what} and use its menu`),
    );
  };
}

export interface CopyButtonProps {
  readonly text: string;
  /** What is copied, in words: `trace id`. */
  readonly what: string;
  /** Words on the button; without them only the icon. */
  readonly words?: string;
  readonly size?: 'normal' | 'small';
  readonly onCopied?: () => void;
}

export function CopyButton({ text, what, words, size = 'small', onCopied }: CopyButtonProps) {
  const [isDone, setDone] = useState(false);
  const say = useToast();
  useEffect(() => {
    if (!isDone) return;
    const timer = setTimeout(() => setDone(false), DONE_MS);
    return () => clearTimeout(timer);
  }, [isDone]);

  const press = () => {
    void copyText(text).then((copied) => {
      if (copied) {
        setDone(true);
        onCopied?.();
      } else say(`the browser refused to copy; select the ${what} and use its menu`);
    });
  };
  const icon = isDone ? 'check' : 'copy';
  if (!words) return <IconButton icon={icon} label={isDone ? 'Copied' : `Copy ${what}`} size={size} onPress={press} />;
  return (
    <Button icon={icon} size={size} onPress={press}>
      {isDone ? 'Copied' : words}
    </Button>
  );
}
