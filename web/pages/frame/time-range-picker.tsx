import './time-range-picker.css';
import { type FormEvent, useState } from 'react';
import { Dialog, DialogTrigger } from 'react-aria-components/Dialog';
import { Popover } from 'react-aria-components/Popover';
import { useTimeRange, useTimeZone } from '../../data/view.ts';
import { nowMs } from '../../lib/clock.ts';
import { dateTimeInputText, parseDateTimeInput, timeRangeText, zoneText } from '../../lib/format-time.ts';
import { formatLength, parseLength, RELATIVE_RANGES, resolveTimeRange, type TimeRange } from '../../lib/time-range.ts';
import { Button } from '../../ui/button.tsx';
import { Icon } from '../../ui/icon.tsx';
import { TextField } from '../../ui/text-field.tsx';

interface TimeRangePickerProps {
  readonly isOpen: boolean;
  readonly onOpen: (isOpen: boolean) => void;
}

export function TimeRangePicker({ isOpen, onOpen }: TimeRangePickerProps) {
  const { range, setRange } = useTimeRange();
  const [zone] = useTimeZone();
  const choose = (next: TimeRange) => {
    setRange(next);
    onOpen(false);
  };
  return (
    <DialogTrigger isOpen={isOpen} onOpenChange={onOpen}>
      <Button look="quiet" icon="clock" aria-label={`Time range: ${timeRangeText(range, zone)}`}>
        {timeRangeText(range, zone)}
        <Icon name="chevron-down" size={12} />
      </Button>
      <Popover className="popover" placement="bottom end" offset={4}>
        <Dialog className="time-picker" aria-label="Time range">
          <RelativeChoices range={range} onChoose={choose} />
          <AbsoluteChoice range={range} onChoose={choose} />
        </Dialog>
      </Popover>
    </DialogTrigger>
  );
}

interface ChoiceProps {
  readonly range: TimeRange;
  readonly onChoose: (range: TimeRange) => void;
}

function RelativeChoices({ range, onChoose }: ChoiceProps) {
  const [zone] = useTimeZone();
  return (
    <div className="time-picker__relative">
      {RELATIVE_RANGES.map((choice) => {
        const words = timeRangeText(choice, zone);
        return (
          <button
            key={words}
            type="button"
            className="time-picker__choice"
            aria-pressed={words === timeRangeText(range, zone)}
            onClick={() => onChoose(choice)}
          >
            {words}
          </button>
        );
      })}
    </div>
  );
}

/** Either a length of one's own (`45m`) or both ends. */
function AbsoluteChoice({ range, onChoose }: ChoiceProps) {
  const [zone] = useTimeZone();
  const window = resolveTimeRange(range, nowMs());
  const [length, setLength] = useState(range.kind === 'last' ? formatLength(range.lengthMs) : '');
  const [from, setFrom] = useState(dateTimeInputText(window.fromMs, zone));
  const [to, setTo] = useState(dateTimeInputText(window.toMs, zone));
  const [lengthError, setLengthError] = useState<string>();
  const [endsError, setEndsError] = useState<string>();

  const applyLength = (event: FormEvent) => {
    event.preventDefault();
    const lengthMs = parseLength(length);
    if (lengthMs === undefined) setLengthError('Like 90s, 45m, 12h or 7d, a year at most.');
    else onChoose({ kind: 'last', lengthMs });
  };
  const applyEnds = (event: FormEvent) => {
    event.preventDefault();
    const fromMs = parseDateTimeInput(from, zone);
    const toMs = parseDateTimeInput(to, zone);
    if (fromMs === undefined || toMs === undefined) setEndsError('Both ends need a date and a time.');
    else if (fromMs < 0 || fromMs >= toMs) setEndsError('The start must be before the end.');
    else onChoose({ kind: 'between', fromMs, toMs });
  };
  return (
    <div className="time-picker__absolute">
      <form onSubmit={applyLength}>
        <TextField label="Last" value={length} onChange={setLength} placeholder="45m" error={lengthError} isCode />
      </form>
      <form className="time-picker__ends" onSubmit={applyEnds}>
        <TextField
          label={`From (${zoneText(window.fromMs, zone)})`}
          type="datetime-local"
          value={from}
          onChange={setFrom}
        />
        <TextField label="To" type="datetime-local" value={to} onChange={setTo} error={endsError} />
        <Button look="primary" type="submit">
          Apply
        </Button>
      </form>
    </div>
  );
}
