/**
 * What is never stored: the union of the clients' default lists, in lower case. Source: rollbar.js 3.1 src/defaults.js and
 * src/browser, src/server defaults; pyrollbar 1.3 SETTINGS.scrub_fields; rollbar-gem 3.7 configuration.rb; rollbar-php 4.2
 * Defaults.php.
 */
const COMMON = [
  'pw',
  'pass',
  'passwd',
  'password',
  'password_confirmation',
  'passwordconfirmation',
  'confirm_password',
  'confirmpassword',
  'secret',
  'secret_token',
  'secrettoken',
  'secret_key',
  'secretkey',
  'access_token',
  'accesstoken',
  'auth_token',
  'oauth_token',
  'csrf_token',
  'x-rollbar-access-token',
  'api_key',
  'authenticity_token',
  'token',
  'user_session_secret',
  'auth',
  'authentication',
  'authorization',
  'session_id',
  // Headers, of which servers and middleware keep copies under other names than `headers`.
  'www-authorization',
  'http_authorization',
  'omniauth.auth',
  'oauth-access-token',
  'x-access-token',
  'x_csrf_token',
  'http_x_csrf_token',
  'x-csrf-token',
] as const;

/** What browsers fill into fields of payment forms. */
const CARDS = [
  'cc-number',
  'card number',
  'cardnumber',
  'cardnum',
  'ccnum',
  'ccnumber',
  'cc num',
  'creditcardnumber',
  'credit card number',
  'newcreditcardnumber',
  'new credit card',
  'creditcardno',
  'credit card no',
  'card#',
  'card #',
  'cc-csc',
  'cvc',
  'cvc2',
  'cvv2',
  'ccv2',
  'security code',
  'card verification',
  'name on credit card',
  'name on card',
  'nameoncard',
  'cardholder',
  'card holder',
  'name des karteninhabers',
  'ccname',
  'card type',
  'cardtype',
  'cc type',
  'cctype',
  'payment type',
  'expiration date',
  'expirationdate',
  'expdate',
  'cc-exp',
  'ccmonth',
  'ccyear',
] as const;

const SCRUBBED_NAMES: ReadonlySet<string> = new Set([...COMMON, ...CARDS]);

const SCRUBBED_PATHS: ReadonlySet<string> = new Set([
  'request.session.csrf',
  'request.session._csrf',
  'request.params._csrf',
  'request.cookie',
  'request.cookies',
]);

/** `user[password]`, `password[]`, `token[value]` and `%5Bpassword%5D` name a secret too. */
export function isScrubbedName(name: string): boolean {
  const lowerCase = name.toLowerCase();
  if (!/\[|%5b/.test(lowerCase)) return SCRUBBED_NAMES.has(lowerCase);
  return lowerCase.split(/[[\]]|%5b|%5d/).some((part) => SCRUBBED_NAMES.has(part));
}
/** Elsewhere a cookie is something to eat. */
export const isScrubbedHeader = (name: string): boolean => name.toLowerCase() === 'cookie';
/** Of `data`, its fields joined by dots. */
export const isScrubbedPath = (path: string): boolean => SCRUBBED_PATHS.has(path.toLowerCase());
