import { Button } from '../../ui/button.tsx';

interface PagerProps<Start> {
  /** Where each page before this one began; the last is where this one begins. */
  readonly starts: readonly Start[];
  /** Where the next page begins; undefined on the last. */
  readonly next: Start | undefined;
  readonly onStarts: (starts: readonly Start[]) => void;
}

/** Through a list that grows at its front. */
export function Pager<Start>({ starts, next, onStarts }: PagerProps<Start>) {
  return (
    <span className="issue__pager">
      <Button size="small" isDisabled={starts.length === 0} onPress={() => onStarts(starts.slice(0, -1))}>
        Newer
      </Button>
      <Button
        size="small"
        isDisabled={next === undefined}
        onPress={() => next !== undefined && onStarts([...starts, next])}
      >
        Older
      </Button>
    </span>
  );
}
