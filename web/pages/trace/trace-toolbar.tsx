import './trace-toolbar.css';
import { type RefObject, useMemo } from 'react';
import { durationText } from '../../lib/format-duration.ts';
import { formatCount } from '../../lib/format-number.ts';
import { TRACE_FORMS, type TraceForm } from '../../lib/trace-view.ts';
import { collapsedAtDepth, collapsibleDepths } from '../../lib/waterfall-rows.ts';
import { Button, IconButton } from '../../ui/button.tsx';
import { Checkbox } from '../../ui/checkbox.tsx';
import { Icon } from '../../ui/icon.tsx';
import { Menu, type MenuAction } from '../../ui/menu.tsx';
import { Segmented } from '../../ui/segmented.tsx';
import { TextField, type TextFieldProps } from '../../ui/text-field.tsx';
import type { TraceSearch } from './use-trace-search.ts';
import type { Waterfall } from './use-waterfall.ts';

const FORM_WORDS: Readonly<Record<TraceForm, string>> = { waterfall: 'Waterfall', table: 'Table' };
/** Depths that the menu offers; a deeper trace is collapsed by hand. */
const DEPTHS_MAX = 8;

interface TraceToolbarProps {
  readonly waterfall: Waterfall;
  /** Of the trace, shown or not. */
  readonly logCount: number;
  readonly search: TraceSearch;
  readonly searchField: RefObject<HTMLInputElement | null>;
  /** Gives the keys back to the waterfall. */
  readonly onLeaveSearch: () => void;
}

export function TraceToolbar({ waterfall, logCount, search, searchField, onLeaveSearch }: TraceToolbarProps) {
  const { view, setView, window, isZoomed, setWindow } = waterfall;
  return (
    <div className="trace-toolbar">
      <SearchField search={search} searchField={searchField} onLeave={onLeaveSearch} />
      <IconButton icon="chevron-up" label="Hit before (N)" size="small" onPress={() => search.go(-1)} />
      <IconButton icon="chevron-down" label="Next hit (n)" size="small" onPress={() => search.go(1)} />
      <span className="trace-toolbar__count" role="status">
        {countWords(search)}
      </span>
      <div className="trace-toolbar__end">
        {isZoomed && (
          <Button look="quiet" icon="close" onPress={() => setWindow(undefined)}>
            {durationText(window.toNs - window.fromNs)} of the trace
          </Button>
        )}
        {logCount > 0 && (
          <Checkbox isChecked={view.logs} onChange={(logs) => setView({ logs }, { replace: true })}>
            Logs <span className="quiet">{formatCount(logCount)}</span>
          </Checkbox>
        )}
        <CollapseMenu waterfall={waterfall} />
        <Segmented
          label="Form"
          choices={TRACE_FORMS.map((id) => ({ id, words: FORM_WORDS[id] }))}
          chosen={view.form}
          onChoose={(form) => setView({ form }, { replace: true })}
        />
      </div>
    </div>
  );
}

function countWords({ text, found, position }: TraceSearch): string {
  if (text.trim() === '') return '';
  if (found.length === 0) return 'nothing';
  return position < 0 ? `${formatCount(found.length)} found` : `${position + 1} of ${formatCount(found.length)}`;
}

interface SearchFieldProps {
  readonly search: TraceSearch;
  readonly searchField: RefObject<HTMLInputElement | null>;
  readonly onLeave: () => void;
}

function SearchField({ search, searchField, onLeave }: SearchFieldProps) {
  const onKeyDown: TextFieldProps['onKeyDown'] = (event) => {
    if (event.key === 'Enter') search.go(event.shiftKey ? -1 : 1);
    else if (event.key === 'Escape') {
      search.setText('');
      onLeave();
    } else {
      event.continuePropagation();
      return;
    }
    event.preventDefault();
  };
  return (
    <div className="trace-toolbar__search">
      <TextField
        label="Search in the trace"
        isLabelHidden
        placeholder="Search spans and logs ( / )"
        charsMax={200}
        value={search.text}
        onChange={search.setText}
        onKeyDown={onKeyDown}
        inputRef={searchField}
      />
    </div>
  );
}

function CollapseMenu({ waterfall }: { waterfall: Waterfall }) {
  const { spans, setCollapsed } = waterfall;
  const depths = useMemo(() => collapsibleDepths(spans).slice(0, DEPTHS_MAX), [spans]);
  const actions: MenuAction[] = [
    { id: 'all', words: 'Show all rows', run: () => setCollapsed(new Set()) },
    ...depths.map((depth) => ({
      id: String(depth),
      words: depth === 0 ? 'Roots only' : `Down to level ${depth + 1}`,
      run: () => setCollapsed(collapsedAtDepth(spans, depth)),
    })),
  ];
  return (
    <Menu label="Collapse" placement="bottom end" groups={[{ actions }]}>
      <Button look="quiet">
        Levels
        <Icon name="chevron-down" size={12} />
      </Button>
    </Menu>
  );
}
