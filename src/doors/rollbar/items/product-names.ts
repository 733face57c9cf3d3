/**
 * Rollbar's closed lists of platforms and frameworks, by their names: what items and filters speak of, whatever version
 * text or capitals a client sends. Source: docs.rollbar.com "Platform and framework codes".
 */
const PLATFORMS: ReadonlySet<string> = new Set([
  'browser',
  'flash',
  'android',
  'ios',
  'heroku',
  'google-app-engine',
  'client',
]);

/** Of items that the server itself makes. */
export const SYSTEM_FRAMEWORK = 'rollbar-system';

const FRAMEWORKS: ReadonlySet<string> = new Set([
  'rails',
  'django',
  'pyramid',
  'node-js',
  'pylons',
  'php',
  'browser-js',
  SYSTEM_FRAMEWORK,
  'android',
  'ios',
  'mailgun',
  'logentries',
  'python',
  'ruby',
  'sidekiq',
  'flask',
  'celery',
  'rq',
  'java',
  'dotnet',
  'go',
  'react-native',
  'macos',
  'apex',
  'spring',
  'bottle',
  'twisted',
  'asgi',
  'starlette',
  'fastapi',
  'karafka',
  'flutter',
]);

const FRAMEWORK_OF_LANGUAGE: ReadonlyMap<string, string> = new Map([
  ['python', 'python'],
  ['ruby', 'ruby'],
  ['php', 'php'],
  ['java', 'java'],
  ['kotlin', 'java'],
  ['go', 'go'],
  ['golang', 'go'],
  ['csharp', 'dotnet'],
  ['c#', 'dotnet'],
  ['dart', 'flutter'],
  ['apex', 'apex'],
]);

export const UNKNOWN_PRODUCT = 'unknown';

/** Platforms of programs in the hands of strangers: their token may only post such items. */
const CLIENT_PLATFORMS: ReadonlySet<string> = new Set(['browser', 'flash', 'android', 'ios', 'client']);

export const isClientPlatform = (platform: string): boolean => CLIENT_PLATFORMS.has(platform.toLowerCase());

export function platformName(sent: string): string {
  const name = sent.toLowerCase();
  return PLATFORMS.has(name) ? name : UNKNOWN_PRODUCT;
}

/** `Rails: 7.1.0` is rails; `unknown` in `python 3.11.7` is python. */
export function frameworkName(framework: string, language: string): string {
  const name = firstWord(framework);
  return FRAMEWORKS.has(name) ? name : (FRAMEWORK_OF_LANGUAGE.get(firstWord(language)) ?? UNKNOWN_PRODUCT);
}

const firstWord = (text: string): string => /^[^\s:/]*/.exec(text.trim().toLowerCase())?.[0] ?? '';
