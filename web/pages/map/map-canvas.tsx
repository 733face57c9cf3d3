import { useEffect, useMemo, useRef } from 'react';
import type { MapResponse } from '../../../src/api/contract/index.ts';
import { type MapScene, paintMap } from '../../draw/paint-map.ts';
import { layOutMap, type PlacedNode } from '../../lib/map-layout.ts';
import { layoutAt } from '../../lib/map-place.ts';
import type { ServiceColours } from '../../lib/service-colours.ts';
import { IconButton } from '../../ui/button.tsx';
import { useHotkeys } from '../../ui/hotkeys.tsx';
import { useTokens } from '../../ui/read-tokens.ts';
import { useCanvas } from '../../ui/use-canvas.ts';
import { useSize } from '../../ui/use-size.ts';
import { MapNodes } from './map-nodes.tsx';
import { type MapPlacing, useMapPlace } from './use-map-place.ts';

const SERIES = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12] as const;
const TOKENS = [
  'ground',
  'surface',
  'line-strong',
  'accent-ink',
  'ink',
  'ink-3',
  'ok',
  'warn',
  'throttle',
  'error',
  ...SERIES.map((series) => `series-${series}` as const),
] as const;

interface MapCanvasProps {
  readonly map: MapResponse;
  readonly chosen: string | undefined;
  /** Ids of what was searched for; undefined: nothing was. */
  readonly found: ReadonlySet<string> | undefined;
  readonly colours: ServiceColours;
  readonly onChoose: (id: string) => void;
}

/** The picture, moved and zoomed by hand, wheel and keys; larger than its room it is shown whole at first. */
export function MapCanvas({ map, chosen, found, colours, onChoose }: MapCanvasProps) {
  const frame = useRef<HTMLDivElement>(null);
  const canvas = useRef<HTMLCanvasElement>(null);
  const room = useSize(frame);
  const sceneColours = useSceneColours(colours);
  const layout = useMemo(() => layOutMap(map, room), [map, room]);
  const placing = useMapPlace(frame, layout, room);
  const { place, reveal } = placing;
  const shown = useMemo(() => layoutAt(layout, place, room), [layout, place, room]);
  useCanvas(canvas, room, (context, cutter) =>
    paintMap(context, { layout: shown, scale: place.scale, chosen, found, colours: sceneColours }, cutter),
  );
  const latest = useRef(layout);
  latest.current = layout;
  const isMeasured = room.width > 0;
  const wanted = found ? [...found][0] : chosen;
  useEffect(() => {
    const node = isMeasured && latest.current.nodes.find((each) => each.node.id === wanted);
    if (node) reveal(node, coveredEnd(frame.current));
  }, [wanted, isMeasured, reveal]);
  useZoomKeys(placing);
  return (
    <div ref={frame} className="map__frame" {...placing.dragging}>
      <canvas ref={canvas} className="map__canvas" style={{ width: room.width, height: room.height }} />
      <MapNodes
        layout={layout}
        place={place}
        chosen={chosen}
        onChoose={onChoose}
        onFocus={(node: PlacedNode) => reveal(node, coveredEnd(frame.current))}
      />
      <div className="map__zoom">
        <IconButton icon="plus" label="Larger (+)" size="small" onPress={placing.zoomIn} />
        <IconButton icon="minus" label="Smaller (-)" size="small" onPress={placing.zoomOut} />
        <IconButton icon="fit" label="The whole map (0)" size="small" onPress={placing.fit} />
      </div>
    </div>
  );
}

/** By the panel that lies over the frame's right. */
function coveredEnd(frame: HTMLElement | null): number {
  return frame?.parentElement?.querySelector<HTMLElement>('.side-panel')?.offsetWidth ?? 0;
}

function useZoomKeys({ zoomIn, zoomOut, fit }: MapPlacing): void {
  useHotkeys('Map', [
    { keys: '+', words: 'larger', run: zoomIn },
    { keys: '-', words: 'smaller', run: zoomOut },
    { keys: '0', words: 'the whole map', run: fit },
    { keys: 'ArrowRight', words: 'to the nearest ring that way, and so the other arrows' },
    { keys: 'Enter', words: 'what is known of the ring' },
  ]);
}

function useSceneColours(colours: ServiceColours): MapScene['colours'] {
  const tokens = useTokens(TOKENS);
  return useMemo(
    () => ({
      ground: tokens.ground,
      disc: tokens.surface,
      line: tokens['line-strong'],
      chosenLine: tokens['accent-ink'],
      name: tokens.ink,
      label: tokens['ink-3'],
      outcomes: { ok: tokens.ok, error: tokens.warn, throttle: tokens.throttle, fault: tokens.error },
      ofService: ({ node }) => {
        const series = SERIES.find((each) => each === colours.get(node.name));
        return node.isInferred || series === undefined ? undefined : tokens[`series-${series}`];
      },
    }),
    [tokens, colours],
  );
}
