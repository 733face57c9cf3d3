import { type CSSProperties, type KeyboardEvent, useRef, useState } from 'react';
import { formatCounted, quantityText } from '../../lib/format-number.ts';
import { formatShare } from '../../lib/format-rate.ts';
import { type MapLayout, type PlacedNode, requestsOf } from '../../lib/map-layout.ts';
import { type MapPlace, nodeTowards } from '../../lib/map-place.ts';
import { mapDurationText } from '../../lib/map-view.ts';
import { shownText } from '../../lib/shown-text.ts';

/** Around a ring, so that it is easy to hit. */
const TARGET_MARGIN = 8;

interface MapNodesProps {
  readonly layout: MapLayout;
  readonly place: MapPlace;
  readonly chosen: string | undefined;
  readonly onChoose: (id: string) => void;
  readonly onFocus: (node: PlacedNode) => void;
}

/** Over each ring a button that the keyboard and a screen reader find: one stop of Tab, arrows lead from ring to ring. */
export function MapNodes({ layout, place, chosen, onChoose, onFocus }: MapNodesProps) {
  const [focused, setFocused] = useState<string>();
  const sheet = useRef<HTMLDivElement>(null);
  const has = (id: string | undefined) => layout.nodes.some(({ node }) => node.id === id);
  const stop = has(focused) ? focused : has(chosen) ? chosen : layout.nodes[0]?.node.id;
  const lead = (event: KeyboardEvent<HTMLButtonElement>, from: PlacedNode) => {
    const next = nodeTowards(layout.nodes, from, event.key);
    if (!next) return;
    event.preventDefault();
    const index = layout.nodes.indexOf(next);
    const button = sheet.current?.children[index];
    // What is out of sight is brought there by the map, not by scrolling.
    if (button instanceof HTMLElement) button.focus({ preventScroll: true });
  };
  const { x, y, scale } = place;
  return (
    <div
      ref={sheet}
      className="map__sheet"
      style={{ transform: `translate(${x}px, ${y}px) scale(${scale})`, '--map-scale': scale } as CSSProperties}
    >
      {layout.nodes.map((placed) => (
        <button
          key={placed.node.id}
          type="button"
          className="map__node"
          style={targetOf(placed)}
          title={shownText(placed.node.name)}
          aria-label={wordsOf(placed)}
          aria-pressed={placed.node.id === chosen}
          tabIndex={placed.node.id === stop ? 0 : -1}
          onClick={() => onChoose(placed.node.id)}
          onFocus={() => {
            setFocused(placed.node.id);
            onFocus(placed);
          }}
          onKeyDown={(event) => lead(event, placed)}
        />
      ))}
    </div>
  );
}

function targetOf({ x, y, radius }: PlacedNode): CSSProperties {
  const reach = radius + TARGET_MARGIN;
  return { left: x - reach, top: y - reach, width: 2 * reach, height: 2 * reach };
}

function wordsOf({ node: { name, figures } }: PlacedNode): string {
  const total = requestsOf(figures);
  const parts = [name === '' ? '(no name)' : name, formatCounted(Math.round(total), 'request')];
  if (total > figures.ok) parts.push(`${quantityText(formatShare(total - figures.ok, total))} failed`);
  if (figures.p50Ms !== null) parts.push(`half within ${mapDurationText(figures.p50Ms)}`);
  return parts.join(', ');
}
