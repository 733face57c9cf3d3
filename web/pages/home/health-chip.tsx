import './health-chip.css';
import { ToggleButton } from 'react-aria-components/ToggleButton';
import { formatCounted } from '../../lib/format-number.ts';
import { Tooltip } from '../../ui/tooltip.tsx';

interface HealthChipProps {
  /** Requests of the range that are health checks. */
  readonly count: number;
  readonly areShown: boolean;
  readonly onChange: (areShown: boolean) => void;
}

/** Says how much is left out, and brings it in. Nothing to see where there is nothing to leave out. */
export function HealthChip({ count, areShown, onChange }: HealthChipProps) {
  if (count === 0 && !areShown) return null;
  const rounded = count >= 100 ? Math.round(count) : Math.round(count * 10) / 10;
  return (
    <Tooltip text={areShown ? 'Press to hide them' : 'Press to show them; which they are stands in Settings'}>
      <ToggleButton className="health-chip" isSelected={areShown} onChange={onChange}>
        {`${formatCounted(rounded, 'health check')} ${areShown ? 'shown' : 'hidden'}`}
      </ToggleButton>
    </Tooltip>
  );
}
