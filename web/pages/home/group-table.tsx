import { Link, useNavigate } from '@tanstack/react-router';
import { useMemo } from 'react';
import type { HomeGroup, HomeResponse } from '../../../src/api/contract/index.ts';
import { formatDuration } from '../../lib/format-duration.ts';
import { formatCounted } from '../../lib/format-number.ts';
import { formatRates, formatShare } from '../../lib/format-rate.ts';
import { type RequestLink, requestSearch } from '../../lib/home-view.ts';
import type { ServiceColours } from '../../lib/service-colours.ts';
import { shownText } from '../../lib/shown-text.ts';
import { binned } from '../../lib/spark-line.ts';
import { Quantity } from '../../ui/quantity.tsx';
import { ServiceName } from '../../ui/service-name.tsx';
import { Spark } from '../../ui/spark.tsx';
import { Table } from '../../ui/table/table.tsx';
import type { TableColumn } from '../../ui/table/table-column.ts';

interface GroupTableProps {
  readonly environment: string;
  readonly figures: HomeResponse;
  readonly link: RequestLink;
  /** Given where the rows are services; without, they are the operations of the link's service. */
  readonly colours?: ServiceColours;
}

/** A row for each service, or for each operation of one. */
export function GroupTable({ environment, figures, link, colours }: GroupTableProps) {
  const navigate = useNavigate();
  const columns = useMemo(
    () => [nameColumn({ environment, link, colours }), ...figureColumns(environment, figures, linkOf(link, colours))],
    [environment, figures, link, colours],
  );
  const open = ({ name }: HomeGroup) => {
    if (colours && name !== '')
      void navigate({ to: '/$environment/services/$service', params: { environment, service: name } });
    else {
      const search = requestSearch(linkOf(link, colours)(name));
      void navigate({ to: '/$environment/traces', params: { environment }, search });
    }
  };
  return (
    <Table
      name={colours ? 'services' : 'operations'}
      label={colours ? 'Services' : 'Operations'}
      noun={colours ? 'service' : 'operation'}
      columns={columns}
      rows={figures.groups}
      rowKey={({ name }) => name}
      totalCount={figures.groupCount}
      sort={{ columnId: 'rate', direction: 'descending' }}
      onOpen={open}
    />
  );
}

type LinkOf = (name: string) => RequestLink;

function linkOf(link: RequestLink, colours: ServiceColours | undefined): LinkOf {
  // A row without a name cannot be asked for by one: its numbers lead to all.
  return (name) => (name === '' ? link : colours ? { ...link, service: name } : { ...link, name });
}

function nameColumn({
  environment,
  link,
  colours,
}: Pick<GroupTableProps, 'environment' | 'link'> & { colours: ServiceColours | undefined }): TableColumn<HomeGroup> {
  const common = {
    id: 'name',
    title: colours ? 'Service' : 'Operation',
    value: ({ name }: HomeGroup) => name,
    width: 130,
    isGrowing: true,
  };
  if (!colours) {
    return {
      ...common,
      cell: ({ name }) => (
        <Link
          className="group-name"
          to="/$environment/traces"
          params={{ environment }}
          search={requestSearch(linkOf(link, colours)(name))}
          title={shownText(name)}
          tabIndex={-1}
        >
          {name === '' ? '(no name)' : shownText(name)}
        </Link>
      ),
    };
  }
  return {
    ...common,
    cell: ({ name }) =>
      name === '' ? (
        <ServiceName name={name} colours={colours} />
      ) : (
        <Link
          className="group-name"
          to="/$environment/services/$service"
          params={{ environment, service: name }}
          tabIndex={-1}
        >
          <ServiceName name={name} colours={colours} />
        </Link>
      ),
  };
}

const NS_PER_MS = 1e6;
/** Of 120 pixels: closer points would be a smear. */
const TREND_BINS_MAX = 48;
const END = { align: 'end', firstDirection: 'descending' } as const;

function figureColumns(
  environment: string,
  { startMs, endMs, groups }: HomeResponse,
  linkTo: LinkOf,
): ReadonlyArray<TableColumn<HomeGroup>> {
  const number = (link: RequestLink, quantity: Parameters<typeof Quantity>[0], hasFailed = false) => (
    <Link
      className={hasFailed ? 'group-number group-number--failed' : 'group-number'}
      to="/$environment/traces"
      params={{ environment }}
      search={requestSearch(link)}
      tabIndex={-1}
    >
      <Quantity {...quantity} />
    </Link>
  );
  const latency = (id: 'p50' | 'p99', read: (group: HomeGroup) => number | null): TableColumn<HomeGroup> => ({
    ...END,
    id,
    title: id,
    width: 96,
    value: read,
    cell: (group) => {
      const ms = read(group);
      return ms === null ? '' : number({ ...linkTo(group.name), sort: 'slowest' }, formatDuration(ms * NS_PER_MS));
    },
  });
  const rate = formatRates(
    groups.map(({ requestCount }) => requestCount),
    endMs - startMs,
  );
  return [
    {
      ...END,
      id: 'rate',
      title: 'Rate',
      width: 100,
      value: ({ requestCount }) => requestCount,
      cell: ({ name, requestCount }) => number(linkTo(name), rate(requestCount)),
    },
    {
      ...END,
      id: 'errors',
      title: 'Errors',
      width: 96,
      value: ({ requestCount, errorCount }) => (requestCount === 0 ? 0 : errorCount / requestCount),
      cell: ({ name, requestCount, errorCount }) =>
        number({ ...linkTo(name), isFailed: true }, formatShare(errorCount, requestCount), errorCount > 0),
    },
    latency('p50', ({ p50Ms }) => p50Ms),
    latency('p99', ({ p99Ms }) => p99Ms),
    {
      id: 'trend',
      title: 'Trend',
      width: 140,
      isSortable: false,
      value: ({ requestCount }) => requestCount,
      cell: ({ name, requestCount, requestCounts }) => (
        <div className="group-trend">
          <Spark
            label={`${formatCounted(Math.round(requestCount), 'request')} of ${name} over time`}
            lines={[{ values: binned(requestCounts, TREND_BINS_MAX), colour: 'ink-2' }]}
          />
        </div>
      ),
    },
  ];
}
