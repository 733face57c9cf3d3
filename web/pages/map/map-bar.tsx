import { useRef } from 'react';
import { formatCounted } from '../../lib/format-number.ts';
import type { MapView } from '../../lib/map-view.ts';
import { DraftField } from '../../ui/draft-field.tsx';
import { useHotkeys } from '../../ui/hotkeys.tsx';
import { Segmented } from '../../ui/segmented.tsx';
import { MapLegend } from './map-legend.tsx';

const LOOKS = [
  { id: 'map', words: 'Map' },
  { id: 'table', words: 'Table' },
] as const;

interface MapBarProps {
  readonly view: MapView;
  readonly found: ReadonlySet<string> | undefined;
  readonly onChange: (change: Partial<MapView>) => void;
}

/** Search among the nodes, and the map's twin. */
export function MapBar({ view, found, onChange }: MapBarProps) {
  const field = useRef<HTMLInputElement>(null);
  useHotkeys('Map', [{ keys: '/', words: 'search the nodes', run: () => field.current?.focus() }]);
  return (
    <search className="map-bar" aria-label="Search the map">
      <div className="map-bar__find">
        <DraftField
          label="Part of a name"
          isLabelHidden
          placeholder="Part of a name ( / )"
          value={view.find}
          accepts={() => true}
          hint=""
          inputRef={field}
          onCommit={(find) => onChange({ find })}
        />
      </div>
      <span className="quiet" role="status">
        {found && `${formatCounted(found.size, 'node')} found`}
      </span>
      {view.as === 'map' && <MapLegend />}
      <div className="map-bar__look">
        <Segmented label="Shown as" choices={LOOKS} chosen={view.as} onChoose={(as) => onChange({ as })} />
      </div>
    </search>
  );
}
