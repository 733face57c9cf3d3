/**
 * Frames of frameworks say how a request came in, not what failed. Each pattern is tried on the file name after versions
 * were cut from it, or on the method. Only the idea is documented by Rollbar; the list is our own.
 */
const FILES: readonly RegExp[] = [
  // Python
  /(?:^|-packages\/)(?:django\/core\/handlers\/|django\/utils\/deprecation\.py$|flask\/app\.py$|werkzeug\/)/,
  /(?:^|-packages\/)(?:starlette\/middleware\/|starlette\/routing\.py$|fastapi\/routing\.py$|gunicorn\/|uvicorn\/)/,
  /(?:^|-packages\/)(?:celery\/app\/trace\.py$|newrelic\/|ddtrace\/|opentelemetry\/)/,
  /(?:^|python\/)(?:threading\.py$|asyncio\/|concurrent\/futures\/)/,
  // Ruby
  /(?:^|\/)gems\/(?:rack(?:-[\w-]+)?|railties|puma|unicorn|rollbar|bootsnap)\//,
  /(?:^|\/)gems\/(?:actionpack\/.*middleware|activesupport\/.*(?:callbacks|notifications)|sidekiq\/.*processor)/,
  // Node; async_hooks and router stand here because OpenTelemetry and Express 5 put them around every handler
  /^(?:node:internal\/|internal\/|node:async_hooks$)/,
  /(?:^|\/)node_modules\/(?:express\/lib\/router\/|router\/(?:lib\/|index\.js$)|koa-compose\/|@opentelemetry\/)/,
  // Browsers
  /^[\w-]+-extension:/,
  /(?:^|\/)(?:zone|rollbar|react-dom|vue|polyfills|runtime)(?:[.-][\w.-]*)?\.js$/,
  // PHP
  /(?:^|\/)vendor\/(?:laravel\/framework\/.*Pipeline|symfony\/http-kernel\/)/,
  // Go
  /(?:^|\/)src\/(?:runtime\/|net\/http\/server\.go$)|^(?:runtime\/|net\/http\/server\.go$)|\/otelhttp(?:@[^/]*)?\//,
  // Go's clients, whose own frames stand above the one that told of the error
  /(?:^|\/)(?:github\.com\/(?:rollbar\/rollbar-go|aws\/aws-xray-sdk-go)|go\.opentelemetry\.io\/otel)\//,
];

const METHODS: readonly RegExp[] = [
  // Java, with or without its module
  /^(?:[\w.]+\/)?(?:java\.lang\.reflect\.|jdk\.internal\.|sun\.reflect\.|org\.apache\.(?:catalina|tomcat)\.)/,
  /^org\.springframework\.(?:aop|cglib|transaction\.interceptor|web\.(?:servlet|method|filter))\./,
];

/** `filename` as `normaliseFilename` gives it. */
export function isBoilerplate(filename: string, method: string): boolean {
  return FILES.some((pattern) => pattern.test(filename)) || METHODS.some((pattern) => pattern.test(method));
}
