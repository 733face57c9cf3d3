import { useState } from 'react';
import { cutEnd } from '../lib/cut.ts';
import { formatCount } from '../lib/format-number.ts';
import { shownText } from '../lib/shown-text.ts';
import { Button } from './button.tsx';

const CHARS_AT_ONCE = 400;

/** Text whose rest is shown on demand: a value may be a megabyte. */
export function LongText({ text, charsMax = CHARS_AT_ONCE }: { text: string; charsMax?: number }) {
  const [isWhole, setWhole] = useState(false);
  if (isWhole || text.length <= charsMax) return <>{shownText(text)}</>;
  return (
    <>
      {shownText(cutEnd(text, charsMax))}{' '}
      <Button look="quiet" size="small" onPress={() => setWhole(true)}>
        {formatCount(text.length - charsMax)} more characters
      </Button>
    </>
  );
}
