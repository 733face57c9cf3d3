import './service-name.css';
import type { ServiceColours } from '../lib/service-colours.ts';

/** A service with its colour. */
export function ServiceName({ name, colours }: { name: string; colours: ServiceColours }) {
  return (
    <span className="service-name" title={name}>
      <span className="service-name__swatch" style={{ '--service-colour': serviceColour(colours, name) }} />
      <span className="service-name__words">{name === '' ? '(no name)' : name}</span>
    </span>
  );
}

/** For a style: the token of a service's colour. */
export function serviceColour(colours: ServiceColours, name: string): string {
  const series = colours.get(name);
  return series === undefined ? 'var(--ink-3)' : `var(--series-${series})`;
}
