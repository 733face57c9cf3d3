const OUTCOMES = [
  { id: 'ok', words: 'ok' },
  { id: 'error', words: 'error (4xx)' },
  { id: 'throttle', words: 'throttled (429)' },
  { id: 'fault', words: 'fault (5xx)' },
] as const;

/** What the colours of the rings stand for. */
export function MapLegend() {
  return (
    <ul className="map-legend" aria-label="Colours of the rings">
      {OUTCOMES.map(({ id, words }) => (
        <li key={id} className="map-legend__entry">
          <span className={`map-legend__swatch map-legend__swatch--${id}`} />
          {words}
        </li>
      ))}
    </ul>
  );
}
