import type { Person } from '../../../access/index.ts';
import type { IssueFilter } from '../../../issues/index.ts';
import type { IssueId } from '../../../model/ids.ts';
import { LEVELS } from '../../../model/telling.ts';
import { unprocessable } from '../errors.ts';
import { UNKNOWN_PRODUCT } from '../items/product-names.ts';
import { userNumber } from '../items/user-number.ts';
import { type JsonObject, listOf, textOf } from '../json.ts';
import { ITEM_STATUSES, type ItemStatus, issueStatuses } from './item-view.ts';

type Fields = Omit<IssueFilter, 'environment' | 'projectIds'>;

/** The query string of `GET /items`; lists may be repeated. Throws 422 for a value that no item can have. */
export function itemFilter(query: JsonObject, people: readonly Person[]): Fields {
  const statuses = among('status', ITEM_STATUSES, valuesOf(query.status));
  const levels = among('level', LEVELS, valuesOf(query.level));
  const environments = valuesOf(query.environment);
  // What other protocols told has none.
  const frameworks = valuesOf(query.framework).flatMap((name) => (name === UNKNOWN_PRODUCT ? [name, ''] : [name]));
  const ids = valuesOf(query.ids)
    .flatMap((list) => list.split(','))
    .filter((text) => text !== '');
  return {
    ...(statuses.length > 0 ? { statuses: statuses.flatMap((status: ItemStatus) => issueStatuses(status)) } : {}),
    ...(levels.length > 0 ? { levels } : {}),
    ...(environments.length > 0 ? { deploymentEnvironments: environments } : {}),
    ...(frameworks.length > 0 ? { frameworks } : {}),
    ...(ids.length > 0 ? { ids: ids.map(itemId) } : {}),
    ...assignedTo(valuesOf(query.assigned_user), people),
    ...searched(valuesOf(query.query).join(' ').trim()),
    ...whatNoItemHas(query),
  };
}

const WORDS_OF_NOBODY: ReadonlyMap<string, string> = new Map([
  ['unassigned', 'nobody'],
  ['assigned', 'anybody'],
]);

/** A name that nobody has matches nothing. */
function assignedTo([name, ...others]: readonly string[], people: readonly Person[]): Fields {
  if (name === undefined) return {};
  if (others.length > 0) throw unprocessable('assigned_user should be one name.');
  const word = WORDS_OF_NOBODY.get(name);
  const person = people.find((candidate) => candidate.name === name || String(userNumber(candidate.id)) === name);
  return { assigned: word ?? person?.id ?? `no one called ${name}` };
}

const YES: readonly string[] = ['true', '1'];
const YES_OR_NO = [...YES, 'false', '0'];

/** No item belongs to a team and none is snoozed: who asks for such gets none of them, and not all. */
function whatNoItemHas(query: JsonObject): Fields {
  const teams = valuesOf(query.assigned_team);
  if (teams.length > 0 && valuesOf(query.assigned_user).length > 0) {
    throw unprocessable('assigned_team and assigned_user should not be given both.');
  }
  const snoozed = valuesOf(query.is_snoozed).map((word) => word.toLowerCase());
  const isSnoozed = among('is_snoozed', YES_OR_NO, snoozed).some((word) => YES.includes(word));
  return teams.length > 0 || isSnoozed ? { ids: [] } : {};
}

/** `#142` is a counter, anything else words of the title. */
function searched(text: string): Fields {
  const [, counter] = /^#(\d{1,15})$/.exec(text) ?? [];
  if (counter !== undefined) return { counter: Number(counter) };
  return text === '' ? {} : { text };
}

/** Of query strings and bodies: a text once or several times. */
export function valuesOf(value: unknown): string[] {
  return (Array.isArray(value) ? listOf(value) : [value]).map(textOf).filter((text) => text !== '');
}

export function among<T extends string>(name: string, choices: readonly T[], values: readonly string[]): T[] {
  return values.map((value) => {
    const choice = choices.find((known) => known === value);
    if (choice === undefined) throw unprocessable(`${name} should be one of ${choices.join(', ')}.`);
    return choice;
  });
}

function itemId(text: string): IssueId {
  if (!/^\d{1,15}$/.test(text)) throw unprocessable('ids should be a list of integers, separated by commas.');
  return Number(text) as IssueId;
}
