import { Link, useParams } from '@tanstack/react-router';
import { useMemo } from 'react';
import { ServiceName } from '../../ui/service-name.tsx';
import { useServiceColours } from '../../ui/use-service-colours.ts';
import { Overview } from '../home/overview.tsx';

/** Home narrowed to one service, its operations in place of the services. */
export function ServicePage() {
  const { environment, service } = useParams({ from: '/frame/$environment/services/$service' });
  const services = useMemo(() => [service], [service]);
  const colours = useServiceColours(environment, services);
  return (
    <Overview
      key={`${environment} ${service}`}
      environment={environment}
      service={service}
      title={service}
      heading={<ServiceName name={service} colours={colours} />}
      links={
        <Link to="/$environment/traces" params={{ environment }} search={{ service }}>
          Its traces
        </Link>
      }
    />
  );
}
