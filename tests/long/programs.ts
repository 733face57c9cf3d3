import { existsSync } from 'node:fs';

/** What is built outside the repository, each by the variable that holds its path; docs/compat/runs.md says what it must do. */
export type Program = 'COMBRAY_LONG_XRAY_DAEMON' | 'COMBRAY_LONG_GO_SHOP' | 'COMBRAY_LONG_JAVA_SHOP';

export function programPath(variable: Program): string {
  const path = process.env[variable];
  if (!path) throw new Error(`missing: set ${variable} to the path of a program (docs/compat/runs.md)`);
  if (!existsSync(path)) throw new Error(`${variable}: there is no ${path}`);
  return path;
}
