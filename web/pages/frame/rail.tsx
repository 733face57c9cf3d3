import './rail.css';
import { Link } from '@tanstack/react-router';
import { useChoicePreference } from '../../data/preferences.ts';
import { IconButton } from '../../ui/button.tsx';
import { Icon } from '../../ui/icon.tsx';
import { Mark } from '../../ui/mark.tsx';
import { SCREENS } from './screens.ts';

export function Rail({ environment }: { environment: string }) {
  const [rail, setRail] = useChoicePreference('rail', ['slim', 'pinned'], 'slim');
  const isPinned = rail === 'pinned';
  return (
    <nav className={isPinned ? 'rail rail--pinned' : 'rail'} aria-label="Screens">
      <Link className="rail__mark" to="/" aria-label="Combray">
        <Mark />
        {isPinned && <span>Combray</span>}
      </Link>
      {SCREENS.map(({ to, title, icon }) => (
        <Link
          key={to}
          className="rail__link"
          to={to}
          params={{ environment }}
          activeOptions={{ includeSearch: false, exact: to === '/$environment' }}
        >
          <Icon name={icon} />
          <span>{title}</span>
        </Link>
      ))}
      <div className="rail__foot">
        <IconButton
          icon={isPinned ? 'pin' : 'unpin'}
          label={isPinned ? 'Narrow' : 'Widen'}
          onPress={() => setRail(isPinned ? 'slim' : 'pinned')}
        />
      </div>
    </nav>
  );
}
