import { afterAll, beforeAll, expect, it } from 'vitest';
import { addPerson, addTeam, firstRunOf, openTestAccess, type TestAccess } from './access.kit.ts';

let test: TestAccess;
beforeAll(async () => {
  test = await openTestAccess();
});
afterAll(() => test.control.close());

it('the people of a team are its own, by name, as the audit log calls them', async () => {
  const { environment } = await firstRunOf(test);
  const other = await addTeam(test, 'other');
  await addPerson(test, { email: 'zoe@example.com', teamId: environment.teamId, role: 'viewer' });
  await addPerson(test, { email: 'ada@example.com', teamId: environment.teamId, role: 'member' });
  await addPerson(test, { email: 'eve@example.com', teamId: other.teamId, role: 'owner' });

  const people = await test.access.people.list(environment.teamId);
  expect(people.filter(({ name }) => name.includes('@')).map(({ name, role }) => [name, role])).toEqual([
    ['ada@example.com', 'member'],
    ['zoe@example.com', 'viewer'],
  ]);
  // The owner of a first run has no address yet.
  expect(people.filter(({ role }) => role === 'owner')).toHaveLength(1);
  expect((await test.access.people.list(other.teamId)).map(({ name }) => name)).toEqual(['eve@example.com']);
  expect(await test.access.people.list('nowhere')).toEqual([]);
});
