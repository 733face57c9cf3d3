import { isScrubbedName } from './scrub-names.ts';

export const SCRUBBED = '********';

/** A whole address, or one on the same server. */
const ADDRESS = /^([a-z][a-z\d+.-]{0,30}:\/\/|\/)/i;
/** Up to the last @ before the path: a password may have one. */
const PASSWORD = /^([a-z][a-z\d+.-]{0,30}:\/\/[^/?#:@]*:)[^/?#]*@/i;
const PARAMETERS = /^[^\s=&]+=\S*$/;

/** `https://user:********@host/path?page=2&token=********`; a text that is not as a whole an address stays. */
export function scrubUrl(address: string): string {
  if (!ADDRESS.test(address) || /\s/.test(address)) return address;
  const text = address.replace(PASSWORD, `$1${SCRUBBED}@`);
  const start = text.indexOf('?') + 1;
  if (start === 0) return text;
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
