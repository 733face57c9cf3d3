/**
 * The tables of the control store, as Kysely sees them; `migrations/` makes them.
 * Columns ending in Ms are epoch milliseconds. A secret stands here only as the SHA-256 of one that
 * is random, as the scrypt text of a password, or sealed (base/seal.ts) where it must be read again.
 */
export interface ControlSchema {
  team: TeamTable;
  environment: EnvironmentTable;
  project: ProjectTable;
  user: UserTable;
  membership: MembershipTable;
  session: SessionTable;
  sign_in_link: SignInLinkTable;
  key: KeyTable;
  audit: AuditTable;
  counter: CounterTable;
  health_check_list: HealthCheckListTable;
  retention_rule: RetentionRuleTable;
  service_colour: ServiceColourTable;
  xray_daemon: XRayDaemonTable;
  issue: IssueTable;
  issue_alias: IssueAliasTable;
  issue_history: IssueHistoryTable;
}

export interface TeamTable {
  id: string;
  slug: string;
  name: string;
  created_at_ms: number;
}

export interface EnvironmentTable {
  /** Stored in every telemetry record; taken from the counter `environment_id`, so that it is never reused. */
  id: number;
  team_id: string;
  /** Unique in its team. */
  slug: string;
  name: string;
  created_at_ms: number;
}

export interface ProjectTable {
  /** Taken from the counter `project_id`, so that it is never reused. */
  id: number;
  environment_id: number;
  /** Unique in its environment; also the dataset of its occurrences. */
  slug: string;
  name: string;
  created_at_ms: number;
}

export interface UserTable {
  id: string;
  /** Trimmed, lower case, unique. Null for an owner who has only signed in by link so far. */
  email: string | null;
  name: string;
  password_hash: string | null;
  created_at_ms: number;
}

export interface MembershipTable {
  team_id: string;
  user_id: string;
  role: string;
  created_at_ms: number;
}

export interface SessionTable {
  /** SHA-256 of the cookie's token, hex. */
  token_hash: string;
  user_id: string;
  team_id: string;
  created_at_ms: number;
  expires_at_ms: number;
}

export interface SignInLinkTable {
  /** SHA-256 of the link's token, hex. */
  token_hash: string;
  user_id: string;
  team_id: string;
  created_at_ms: number;
  expires_at_ms: number;
  used_at_ms: number | null;
}

export interface KeyTable {
  /** `hcxik_`, `hcxlk_`, `hcxmk_`, `rbpt_` or `rbat_` and 26 characters; of an AWS key its access key id. */
  id: string;
  kind: string;
  team_id: string;
  /** Null for management keys: they belong to the whole team. */
  environment_id: number | null;
  name: string;
  /** Of a Rollbar project token. */
  project_id: number | null;
  /** JSON array of permissions. */
  permissions: string;
  /** SHA-256 of the text that a client sends (of an AWS key: of its secret), hex. */
  text_hash: string;
  /** The text sealed, for kinds that must be read again: Rollbar's API lists tokens, a signature is made with the secret. */
  sealed_text: string | null;
  /** Seconds and calls; null: no limit. */
  rate_limit_window_size: number | null;
  rate_limit_window_count: number | null;
  hint: string;
  created_at_ms: number;
  created_by: string;
  last_used_at_ms: number | null;
  revoked_at_ms: number | null;
}

export interface AuditTable {
  /** Ascending; taken from the counter `audit_id`. */
  id: number;
  team_id: string;
  at_ms: number;
  actor: string;
  action: string;
  subject: string;
  detail: string;
}

export interface CounterTable {
  name: string;
  value: number;
}

/** No row: the environment has the default list. */
export interface HealthCheckListTable {
  environment_id: number;
  /** JSON array of patterns. */
  patterns: string;
}

export interface ServiceColourTable {
  environment_id: number;
  /** `service.name` as sent. */
  service: string;
  /** 1 to SERIES_COUNT of model/service-series.ts. */
  series: number;
}

export interface RetentionRuleTable {
  environment_id: number;
  /** '' for the environment's own rule: no dataset has that name. */
  dataset: string;
  days: number;
}

/** What an X-Ray daemon tells of itself, summed up over all it ever told. */
export interface XRayDaemonTable {
  environment_id: number;
  /** As it says, '' where it does not. */
  hostname: string;
  resource_arn: string;
  instance_id: string;
  first_heard_ms: number;
  last_heard_ms: number;
  record_count: number;
  /** Segments. */
  received: number;
  sent: number;
  spilled: number;
  rejected: number;
  /** Requests of the daemon that failed. */
  timeouts: number;
  connections_refused: number;
  http_4xx: number;
  http_5xx: number;
  unknown_hosts: number;
  other_errors: number;
}

export interface IssueTable {
  /** From the counter `issue_id`. */
  id: number;
  environment_id: number;
  project_id: number;
  /** Counts up within its project. */
  counter: number;
  deployment_environment: string;
  /** Of its richest telling; at most 40 characters. */
  fingerprint: string;
  grouping_version: number;
  title: string;
  /** The title in lower case: the two databases fold differently. */
  title_search: string;
  title_lock: number;
  level: string;
  level_lock: number;
  /** See model/issue.ts. */
  status: string;
  resolved_in_version: string;
  framework: string;
  platform: string;
  assigned_user_id: string | null;
  activating_occurrence_id: number;
  created_at_ms: number;
  activated_at_ms: number;
  resolved_at_ms: number | null;
  muted_at_ms: number | null;
  modified_by_user_id: string | null;
  /** The issue it turned out to be; its occurrences and history are that one's now. */
  merged_into: number | null;
  merged_at_ms: number | null;
}

/** Every fingerprint that was seen, its own issue's included. */
export interface IssueAliasTable {
  project_id: number;
  deployment_environment: string;
  fingerprint: string;
  /** Null: `shared`, and nothing was told of by it alone yet. */
  issue_id: number | null;
  /**
   * `own`: it decides; `alias`: a poorer telling's, the richer one's decides; `shared`: a poorer telling's of several
   * failures, which leads to none of theirs.
   */
  role: string;
  /** Position in TELLERS (model/telling.ts) of the richest telling that has it. */
  teller_rank: number;
  /** The same of the telling that decides. */
  decider_rank: number;
}

export interface IssueHistoryTable {
  /** Ascending; from the counter `issue_history_id`. */
  id: number;
  issue_id: number;
  at_ms: number;
  /** Null: an occurrence did it, or a key. */
  actor_user_id: string | null;
  /** Null: an occurrence did it. */
  actor_name: string | null;
  kind: string;
  /** JSON object: what the kind says more. */
  detail: string;
  occurrence_id: number | null;
}
