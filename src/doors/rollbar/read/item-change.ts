import type { Person } from '../../../access/index.ts';
import type { IssueChange } from '../../../issues/index.ts';
import { LEVELS } from '../../../model/telling.ts';
import { unprocessable } from '../errors.ts';
import { userNumber } from '../items/user-number.ts';
import { type JsonObject, textOf } from '../json.ts';
import { among } from './item-filter.ts';

const STATUSES = ['active', 'resolved', 'muted'] as const;
const TITLE_CHARS_MAX = 255;
const VERSION_CHARS_MAX = 40;

/** Fields for what is not built: none of them may say anything. Some clients write them out with every change. */
const NOTHING_ONLY = ['assigned_team_id', 'team_id', 'snoozed', 'snooze_enabled', 'snooze_expiration_in_seconds'];

export const CHANGED_FIELDS = ['status', 'level', 'title', 'resolved_in_version', 'assigned_user_id'] as const;

/** The body of `PATCH /item/:id` as a change; fields that are not known are left alone. Throws 422 for what cannot be done. */
export function itemChange(body: JsonObject, people: readonly Person[]): IssueChange {
  for (const name of NOTHING_ONLY) {
    if (body[name] !== undefined && body[name] !== null && body[name] !== false) {
      throw unprocessable(`${name} is not supported.`);
    }
  }
  return {
    ...(body.status === undefined ? {} : { status: oneOf('status', STATUSES, body.status) }),
    ...(body.level === undefined ? {} : { level: oneOf('level', LEVELS, body.level) }),
    ...(body.title === undefined ? {} : { title: title(body.title) }),
    ...(body.resolved_in_version === undefined ? {} : { resolvedInVersion: version(body.resolved_in_version) }),
    ...(body.assigned_user_id === undefined ? {} : { assignedUserId: assignee(body.assigned_user_id, people) }),
  };
}

function oneOf<T extends string>(name: string, choices: readonly T[], value: unknown): T {
  const [choice] = among(name, choices, [textOf(value)]);
  // `among` has thrown for anything but one of the choices.
  return choice as T;
}

function title(value: unknown): string {
  const isGood = typeof value === 'string' && value !== '' && value.length <= TITLE_CHARS_MAX;
  if (!isGood) throw unprocessable(`title should be string of 1 to ${TITLE_CHARS_MAX} characters.`);
  return value;
}

function version(value: unknown): string {
  const text = value === null ? '' : textOf(value);
  if (text.length > VERSION_CHARS_MAX || (text === '' && value !== null && value !== '')) {
    throw unprocessable(`resolved_in_version should be string of at most ${VERSION_CHARS_MAX} characters.`);
  }
  return text;
}

function assignee(value: unknown, people: readonly Person[]): string | null {
  if (value === null) return null;
  const person = people.find(({ id }) => userNumber(id) === Number(textOf(value)));
  if (!person) throw unprocessable('assigned_user_id should be the id of a user of this account.');
  return person.id;
}
