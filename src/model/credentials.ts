/** Roles of a team's members, most able first. */
export const ROLES = ['owner', 'admin', 'member', 'viewer'] as const;
export type Role = (typeof ROLES)[number];

export const KEY_KINDS = [
  'ingest',
  'configuration',
  'management',
  'rollbar_project',
  'rollbar_account',
  'aws',
] as const;
export type KeyKind = (typeof KEY_KINDS)[number];

/** What a configuration key may do, by Honeycomb's names (v2 API). An ingest key only ever holds `create_datasets`. */
export const KEY_PERMISSIONS = [
  'send_events',
  'create_datasets',
  'manage_columns',
  'run_queries',
  'manage_boards',
  'manage_privateBoards',
  'manage_slos',
  'manage_triggers',
  'manage_recipients',
  'manage_markers',
  'read_service_maps',
  'visible_team_members',
] as const;
export type KeyPermission = (typeof KEY_PERMISSIONS)[number];

/** What a Rollbar token may do. Source: docs.rollbar.com "Access tokens". */
export const ROLLBAR_SCOPES = ['post_server_item', 'post_client_item', 'read', 'write'] as const;
export type RollbarScope = (typeof ROLLBAR_SCOPES)[number];

/** Of them what a token of the whole account may do. */
export const ROLLBAR_ACCOUNT_SCOPES = ['read', 'write'] as const satisfies readonly RollbarScope[];

export type Permission = KeyPermission | RollbarScope;

/** Whether `role` may do what `least` may. */
export function isRoleAtLeast(role: Role, least: Role): boolean {
  return ROLES.indexOf(role) <= ROLES.indexOf(least);
}

export const PASSWORD_CHARS_MIN = 10;
