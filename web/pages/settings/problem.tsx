import { Icon } from '../../ui/icon.tsx';
import { errorWords } from '../../ui/states.tsx';

/** Beside the button that failed. */
export function Problem({ title, error }: { title: string; error: unknown }) {
  if (!error) return null;
  return (
    <div className="settings__problem" role="alert">
      <Icon name="error" />
      <span>
        {title}: {errorWords(error)}
      </span>
    </div>
  );
}
