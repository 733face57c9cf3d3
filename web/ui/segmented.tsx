import './segmented.css';
import { ToggleButton } from 'react-aria-components/ToggleButton';
import { ToggleButtonGroup } from 'react-aria-components/ToggleButtonGroup';
import type { Choice } from './menu.tsx';

interface SegmentedProps<Id extends string> {
  readonly label: string;
  readonly choices: ReadonlyArray<Choice<Id>>;
  readonly chosen: Id;
  readonly onChoose: (id: Id) => void;
}

/** One of a few, all in sight. */
export function Segmented<Id extends string>({ label, choices, chosen, onChoose }: SegmentedProps<Id>) {
  return (
    <ToggleButtonGroup
      className="segmented"
      aria-label={label}
      selectionMode="single"
      disallowEmptySelection
      selectedKeys={[chosen]}
      onSelectionChange={(keys) => {
        const choice = choices.find(({ id }) => keys.has(id));
        if (choice) onChoose(choice.id);
      }}
    >
      {choices.map(({ id, words }) => (
        <ToggleButton key={id} id={id} className="segmented__choice">
          {words}
        </ToggleButton>
      ))}
    </ToggleButtonGroup>
  );
}
