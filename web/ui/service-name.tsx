import './service-name.css';
import { Link } from '@tanstack/react-router';
import type { ServiceColours } from '../lib/service-colours.ts';
import { shownText } from '../lib/shown-text.ts';

/** A service with its colour. */
export function ServiceName({ name, colours }: { name: string; colours: ServiceColours }) {
  return (
    <span className="service-name" title={shownText(name)}>
      <span className="service-name__swatch" style={{ '--service-colour': serviceColour(colours, name) }} />
      <span className="service-name__words">{name === '' ? '(no name)' : shownText(name)}</span>
    </span>
  );
}

interface ServiceLinkProps {
  readonly environment: string;
  readonly name: string;
  readonly colours: ServiceColours;
  /** In a table, whose own keys lead to its cells. */
  readonly tabIndex?: -1;
}

/** A service with its colour, and the way to its page. */
export function ServiceLink({ environment, name, colours, ...rest }: ServiceLinkProps) {
  // One without a name has no page.
  if (name === '') return <ServiceName name={name} colours={colours} />;
  return (
    <Link
      className="service-link"
      to="/$environment/services/$service"
      params={{ environment, service: name }}
      {...rest}
    >
      <ServiceName name={name} colours={colours} />
    </Link>
  );
}

/** For a style: the token of a service's colour. */
export function serviceColour(colours: ServiceColours, name: string): string {
  const series = colours.get(name);
  return series === undefined ? 'var(--ink-3)' : `var(--series-${series})`;
}
