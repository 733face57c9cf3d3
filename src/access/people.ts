import type { Control } from '../control/index.ts';
import type { Role } from '../model/credentials.ts';
import { actorName } from './principal.ts';

/** Somebody of a team. */
export interface Person {
  /** Of the user. */
  readonly id: string;
  /** As the audit log names them. */
  readonly name: string;
  readonly role: Role;
}

export interface People {
  /** By name. */
  list(teamId: string): Promise<Person[]>;
}

export function createPeople({ control }: { control: Control }): People {
  return {
    async list(teamId) {
      const rows = await control.db
        .selectFrom('membership')
        .innerJoin('user', 'user.id', 'membership.user_id')
        .where('membership.team_id', '=', teamId)
        .select(['user.id', 'user.email', 'user.name', 'membership.role'])
        .execute();
      return rows
        .map(({ id, email, name, role }) => ({ id, name: actorName({ email: email ?? '', name }), role: role as Role }))
        .sort((a, b) => a.name.localeCompare(b.name, 'en'));
    },
  };
}
