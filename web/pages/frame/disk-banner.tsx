import './disk-banner.css';
import { useServerStatus } from '../../data/status.ts';
import { diskWords } from '../../lib/disk-words.ts';
import { Icon } from '../../ui/icon.tsx';

/** Above every page while the disk of the server is nearly full, or full. */
export function DiskBanner() {
  const { data } = useServerStatus();
  const words = data && diskWords(data);
  return (
    // Always there, so that a screen reader tells of what appears in it.
    <div role="status">
      {words && (
        <div className={`disk-banner disk-banner--${words.isFull ? 'full' : 'warn'}`}>
          <Icon name={words.isFull ? 'error' : 'warning'} />
          <p>
            <strong>{words.title}.</strong> {words.advice}
          </p>
        </div>
      )}
    </div>
  );
}
