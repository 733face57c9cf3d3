// Types of setup.mjs, which has to be plain JavaScript (it runs before anything is installed).
export const ROOT: string;
export function nodeProblem(running?: string, range?: string): string | undefined;
export function isInstalled(root?: string): boolean;
export function headersOfNode(prefix?: string): Readonly<Record<string, string>>;
export function ensureInstalled(): void;
export function sourcesHash(root?: string): string;
export function isBuilt(root?: string): boolean;
export function ensureBuilt(): void;
export function runForeground(args: readonly string[], environment: Readonly<Record<string, string>>): void;
