import './code-block.css';
import { CopyButton } from './copy-button.tsx';

/** Lines to paste somewhere else, with the button that takes them. */
export function CodeBlock({ text, what }: { text: string; what: string }) {
  return (
    <div className="code-block">
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls sideways, and the keyboard must be able to. */}
      <pre className="code-block__text" tabIndex={0}>
        <code>{text}</code>
      </pre>
      <div className="code-block__copy">
        <CopyButton text={text} what={what} />
      </div>
    </div>
  );
}
