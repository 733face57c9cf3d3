import './top-bar.css';
import { useMatches, useNavigate } from '@tanstack/react-router';
import { Button as AriaButton } from 'react-aria-components/Button';
import { useSignedIn } from '../../data/session.ts';
import { THEMES, type Theme, useTheme } from '../../data/theme.ts';
import { useTimeZone } from '../../data/view.ts';
import { Button, IconButton } from '../../ui/button.tsx';
import { Icon, type IconName } from '../../ui/icon.tsx';
import { ChoiceMenu } from '../../ui/menu.tsx';
import { Tooltip } from '../../ui/tooltip.tsx';
import { AccountMenu } from './account-menu.tsx';
import { SCREENS } from './screens.ts';
import { TimeRangePicker } from './time-range-picker.tsx';

interface TopBarProps {
  readonly environment: string;
  readonly hasTimeRange: boolean;
  readonly isTimeOpen: boolean;
  readonly onTimeOpen: (isOpen: boolean) => void;
  readonly onSearch: () => void;
  readonly onHelp: () => void;
}

export function TopBar(props: TopBarProps) {
  const { environment, hasTimeRange, isTimeOpen, onTimeOpen, onSearch, onHelp } = props;
  return (
    <header className="top-bar">
      <EnvironmentSwitcher environment={environment} />
      <AriaButton className="top-bar__search" onPress={onSearch} aria-label="Search or jump">
        <Icon name="search" />
        <span className="top-bar__search-words">Search or jump</span>
        <kbd>Ctrl K</kbd>
      </AriaButton>
      <div className="top-bar__end">
        {hasTimeRange && <TimeRangePicker isOpen={isTimeOpen} onOpen={onTimeOpen} />}
        <ZoneSwitch />
        <ThemeSwitch />
        <span className="top-bar__help">
          <IconButton icon="help" label="Keys (?)" onPress={onHelp} />
        </span>
        <AccountMenu environment={environment} />
      </div>
    </header>
  );
}

function EnvironmentSwitcher({ environment }: { environment: string }) {
  const { environments } = useSignedIn();
  const navigate = useNavigate();
  const routes = useMatches({ select: (matches) => matches.map(({ fullPath }) => fullPath) });
  // A page of one thing (a trace) exists in one environment only: the switch leads to its section.
  const screen = SCREENS.find(({ to }) => routes.some((path) => path.startsWith(to))) ?? SCREENS[0];
  const name = environments.find(({ slug }) => slug === environment)?.name ?? environment;
  return (
    <ChoiceMenu
      label="Environment"
      mode="one"
      choices={environments.map(({ slug, name: words }) => ({ id: slug, words }))}
      chosen={new Set([environment])}
      onChoose={([slug]) => {
        if (slug !== undefined) void navigate({ to: screen?.to ?? '/', params: { environment: slug } });
      }}
    >
      <Button look="quiet" aria-label={`Environment: ${name}`}>
        <span className="top-bar__environment">{name}</span>
        <Icon name="chevron-down" size={12} />
      </Button>
    </ChoiceMenu>
  );
}

function ZoneSwitch() {
  const [zone, setZone] = useTimeZone();
  const other = zone === 'utc' ? 'local' : 'utc';
  const words = { local: 'your time zone', utc: 'UTC' };
  return (
    <Tooltip text={`Times are in ${words[zone]}. Press for ${words[other]}.`}>
      <Button look="quiet" onPress={() => setZone(other)} aria-label={`Times in ${words[zone]}`}>
        {zone === 'utc' ? 'UTC' : 'Local'}
      </Button>
    </Tooltip>
  );
}

const THEME_ICONS: Readonly<Record<Theme, IconName>> = { system: 'system', light: 'sun', dark: 'moon' };

function ThemeSwitch() {
  const [theme, setTheme] = useTheme();
  const next = THEMES[(THEMES.indexOf(theme) + 1) % THEMES.length] ?? 'system';
  return <IconButton icon={THEME_ICONS[theme]} label={`Theme: ${theme}`} onPress={() => setTheme(next)} />;
}
