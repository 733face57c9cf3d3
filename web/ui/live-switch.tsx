import './live-switch.css';
import { ToggleButton } from 'react-aria-components/ToggleButton';
import { Tooltip } from './tooltip.tsx';

interface LiveSwitchProps {
  readonly isLive: boolean;
  /** Whether the range ends now: another cannot be followed. */
  readonly canFollow: boolean;
  readonly onChange: (isLive: boolean) => void;
}

export function LiveSwitch({ isLive, canFollow, onChange }: LiveSwitchProps) {
  const words = canFollow ? 'New data appears within a second' : 'The time range does not end now';
  return (
    <Tooltip text={words}>
      <ToggleButton className="live-switch" isSelected={isLive} isDisabled={!canFollow} onChange={onChange}>
        <span className="live-switch__dot" />
        Live
      </ToggleButton>
    </Tooltip>
  );
}
