import './page.css';
import { type ReactNode, useEffect } from 'react';
import { shownText } from '../lib/shown-text.ts';

export interface PageProps {
  readonly title: string;
  /** Drawn instead of the title's words, where they are more than words. */
  readonly heading?: ReactNode;
  readonly subtitle?: ReactNode;
  readonly actions?: ReactNode;
  /** Fills the window and scrolls inside itself. */
  readonly isFilling?: boolean;
  readonly children: ReactNode;
}

/** Title, subtitle and actions above the content; the title is the browser tab's too. */
export function Page({ title, heading, subtitle, actions, isFilling, children }: PageProps) {
  useEffect(() => {
    document.title = `${shownText(title)} - Combray`;
  }, [title]);
  return (
    <div className={isFilling ? 'page page--filling' : 'page'}>
      <header className="page__head">
        <h1 className="page__title" title={shownText(title)}>
          {heading ?? shownText(title)}
        </h1>
        {subtitle && <div className="page__subtitle">{subtitle}</div>}
        {actions && <div className="page__actions">{actions}</div>}
      </header>
      {children}
    </div>
  );
}
