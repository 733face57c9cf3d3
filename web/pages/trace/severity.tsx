import './severity.css';
import { isErrorSeverity, severityWord } from '../../lib/severity.ts';
import { Icon } from '../../ui/icon.tsx';

/** The word, with the mark of errors from error on: the colour is never the only sign. */
export function Severity({ severity }: { severity: number }) {
  const word = severityWord(severity);
  if (!isErrorSeverity(severity)) return <span className="severity">{word === '' ? 'no severity' : word}</span>;
  return (
    <span className="severity severity--error">
      <Icon name="error" size={14} />
      {word}
    </span>
  );
}
