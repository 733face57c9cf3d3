import { MS_PER_DAY, MS_PER_HOUR } from '../base/time.ts';
import type { ControlDb } from '../control/index.ts';
import type { EnvironmentId, IssueId } from '../model/ids.ts';
import type { TelemetryStore } from '../store/index.ts';
import { readFigures, readOrdered } from './figures-repo.ts';
import type { Issue, IssueFilter, IssueList, IssueOrder, IssuePage, IssueWithFigures } from './issue.ts';
import { countMatching, readMatchingIds } from './issue-filter-repo.ts';
import { readIssues } from './issue-repo.ts';

/**
 * Up to here the ids that match go to the telemetry store, which orders them. Above, it orders all issues, and the control
 * store picks those that match, a stretch at a time: a filter that lets so many through fills a page soon.
 */
const IDS_MAX = 5_000;
const STRETCH = 5_000;

/** A page of the newest is looked for among those of the last hour, then of the last day, where so many pages match. */
const MANY_PAGES = 10;
const NEWEST_MS = [MS_PER_HOUR, MS_PER_DAY];

interface Stores {
  readonly control: ControlDb;
  readonly store: TelemetryStore;
  readonly nowMs: number;
}

/**
 * State is in one store and figures in the other. Whatever the number of issues: a count in the control store, one pass over
 * three narrow columns of the environment's occurrences, or of the newest, for the order, and one over more columns for the
 * issues of the page.
 */
export async function listIssues(stores: Stores, filter: IssueFilter, page: IssuePage): Promise<IssueList> {
  const totalCount = await countMatching(stores.control, filter);
  if (totalCount === 0 || page.offset >= totalCount) return { issues: [], totalCount };
  const ordered = { ...page, order: page.order ?? 'last-seen' };
  const ids = await pageOfIds(stores, filter, ordered, totalCount);
  const { environment } = filter;
  const issues = await readIssues(stores.control, environment, ids);
  const inOrder = ids.flatMap((id) => issues.get(id) ?? []);
  const found = await withFigures(stores.store, environment, inOrder);
  // The control store knows of issues of which no occurrence is left; the last page knows where they end.
  return { issues: found, totalCount: found.length < page.limit ? page.offset + found.length : totalCount };
}

type OrderedPage = IssuePage & { readonly order: IssueOrder };

async function pageOfIds(
  stores: Stores,
  filter: IssueFilter,
  page: OrderedPage,
  totalCount: number,
): Promise<readonly IssueId[]> {
  if (page.order === 'last-seen' && totalCount >= MANY_PAGES * (page.offset + page.limit)) {
    const newest = await pickFromNewest(stores, filter, page);
    if (newest) return newest;
  }
  return totalCount <= IDS_MAX ? orderMatching(stores, filter, page) : pickFromOrder(stores, filter, page);
}

/**
 * The first pages of many are of issues that were seen lately: looking at all there ever was is left to those who find too
 * few. Whatever was seen since a time comes before all that was not.
 */
async function pickFromNewest(
  { control, store, nowMs }: Stores,
  filter: IssueFilter,
  { order, offset, limit }: OrderedPage,
): Promise<readonly IssueId[] | undefined> {
  const { environment } = filter;
  for (const lastMs of NEWEST_MS) {
    const stretch = await readOrdered(store, {
      environment,
      order,
      sinceMs: nowMs - lastMs,
      offset: 0,
      limit: STRETCH,
    });
    const matching = new Set(await readMatchingIds(control, filter, { among: stretch, limit: STRETCH }));
    const picked = stretch.filter((id) => matching.has(id));
    if (picked.length >= offset + limit) return picked.slice(offset, offset + limit);
  }
  return undefined;
}

async function orderMatching({ control, store }: Stores, filter: IssueFilter, page: OrderedPage): Promise<IssueId[]> {
  const ids = await readMatchingIds(control, filter, { limit: IDS_MAX });
  const { offset, limit, order } = page;
  return readOrdered(store, { environment: filter.environment, order, ids, offset, limit });
}

async function pickFromOrder({ control, store }: Stores, filter: IssueFilter, page: OrderedPage): Promise<IssueId[]> {
  const { environment } = filter;
  const picked: IssueId[] = [];
  const wantedCount = page.offset + page.limit;
  for (let offset = 0; picked.length < wantedCount; offset += STRETCH) {
    const stretch = await readOrdered(store, { environment, order: page.order, offset, limit: STRETCH });
    const matching = new Set(await readMatchingIds(control, filter, { among: stretch, limit: STRETCH }));
    picked.push(...stretch.filter((id) => matching.has(id)));
    if (stretch.length < STRETCH) break;
  }
  return picked.slice(page.offset, wantedCount);
}

/** In the same order; without those of which no occurrence is left. */
export async function withFigures(
  store: TelemetryStore,
  environment: EnvironmentId,
  issues: readonly Issue[],
): Promise<IssueWithFigures[]> {
  const figures = await readFigures(store, environment, issues);
  return issues.flatMap((issue) => {
    const own = figures.get(issue.id);
    return own ? [{ ...issue, ...own }] : [];
  });
}
