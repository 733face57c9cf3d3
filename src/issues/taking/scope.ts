import type { EnvironmentId, ProjectId } from '../../model/ids.ts';

/** Tellings are joined, and issues are counted, within one of these. */
export interface ProjectScope {
  readonly environment: EnvironmentId;
  readonly projectId: ProjectId;
}

export const IN_PROJECT = 'environment = {environment:UInt32} AND project_id = {projectId:UInt64}';
