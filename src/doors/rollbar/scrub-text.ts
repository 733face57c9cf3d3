import { isScrubbedName } from './scrub-names.ts';

export const SCRUBBED = '********';

/** A whole text that is an address with a query. */
const URL_WITH_QUERY = /^[a-z][a-z\d+.-]*:\/\/\S*\?\S*=/i;
const PARAMETERS = /^[^\s=&]+=[^\s]*$/;

/** `https://host/path?page=2&token=********` */
export function scrubUrl(text: string): string {
  if (!URL_WITH_QUERY.test(text)) return text;
  const start = text.indexOf('?') + 1;
  const fragment = text.indexOf('#', start);
  const end = fragment === -1 ? text.length : fragment;
  return text.slice(0, start) + scrubParameters(text.slice(start, end)) + text.slice(end);
}

/** `a=1&password=********`; the spelling of everything else stays. */
export function scrubParameters(text: string): string {
  if (!text.includes('=')) return text;
  return text
    .split('&')
    .map((pair) => {
      const equals = pair.indexOf('=');
      return equals > 0 && isScrubbedName(parameterName(pair.slice(0, equals)))
        ? pair.slice(0, equals + 1) + SCRUBBED
        : pair;
    })
    .join('&');
}

export const looksLikeParameters = (text: string): boolean => PARAMETERS.test(text);

/** `user%5Bpassword%5D` as `user[password]`; some senders leave the question mark before the first. */
function parameterName(encoded: string): string {
  const bare = encoded.startsWith('?') ? encoded.slice(1) : encoded;
  try {
    return decodeURIComponent(bare.replaceAll('+', ' '));
  } catch {
    // A stray percent sign: the name is taken as it stands.
    return bare;
  }
}
