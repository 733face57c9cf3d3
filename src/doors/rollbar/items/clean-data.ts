import { toWellFormed } from '../../../base/text.ts';
import { isObject, type JsonObject } from '../json.ts';
import { isScrubbedHeader, isScrubbedName, isScrubbedPath } from './scrub-names.ts';
import { looksLikeParameters, SCRUBBED, scrubParameters, scrubUrl } from './scrub-text.ts';

/** Deeper values become a text: what draws, searches and writes them again may then recurse. */
const DEPTH_MAX = 100;
const TOO_DEEP = `[nested deeper than ${DEPTH_MAX} levels]`;

export interface CleanData {
  readonly data: JsonObject;
  /** Texts in which characters were replaced. */
  readonly repairedCount: number;
  /** Values that were too deep. */
  readonly cutCount: number;
}

/**
 * The payload as it may be stored: no NUL, no lone surrogate, nothing deeper than the limit, and nothing secret. Values that
 * are secret by their name go, of parameters in addresses and of form and JSON bodies too.
 */
export function cleanData(data: JsonObject): CleanData {
  const cleaner = new Cleaner();
  const cleaned = cleaner.object(data, { path: '', depth: 0, isHeaders: false });
  return { data: cleaned, repairedCount: cleaner.repairedCount, cutCount: cleaner.cutCount };
}

interface Place {
  /** From the root, fields joined by dots; '' for the root and below the depth that any rule names. */
  readonly path: string;
  readonly depth: number;
  /** Whether the fields of the object are HTTP headers. */
  readonly isHeaders: boolean;
}

const PATH_DEPTH_MAX = 3;
const TEXT_BODIES: ReadonlySet<string> = new Set(['request.body', 'request.php://input']);
/** `request_headers` are rollbar.js', of a request that its telemetry tells of. */
const HEADERS = /^(request_)?headers$/i;
const QUERY_STRING = 'request.query_string';

class Cleaner {
  repairedCount = 0;
  cutCount = 0;
  #scrubbedCount = 0;

  object(value: JsonObject, place: Place): JsonObject {
    // `fromEntries` defines fields: one called `__proto__` is a field like any other.
    return Object.fromEntries(Object.entries(value).map(([key, entry]) => this.#field(key, entry, place)));
  }

  #field(sentKey: string, value: unknown, { path, depth, isHeaders }: Place): [string, unknown] {
    const key = this.#text(sentKey);
    const at = depth < PATH_DEPTH_MAX ? pathOf(path, key) : '';
    if (value !== null && (isScrubbedName(key) || (isHeaders && isScrubbedHeader(key)) || isScrubbedPath(at))) {
      return [key, isStars(value) ? value : this.#scrubbed()];
    }
    const below = { path: at, depth: depth + 1, isHeaders: HEADERS.test(key) };
    return [key, this.#value(value, below)];
  }

  #value(value: unknown, place: Place): unknown {
    if (typeof value === 'string') return this.#scrubText(this.#text(value), place);
    // `1e999` is JSON, but what it is read as is not.
    if (typeof value === 'number') return Number.isFinite(value) ? value : String(value);
    if (typeof value !== 'object' || value === null) return value;
    if (place.depth >= DEPTH_MAX) {
      this.cutCount++;
      return TOO_DEEP;
    }
    if (isObject(value)) return this.object(value, place);
    const below = { ...place, depth: place.depth + 1 };
    return (value as readonly unknown[]).map((entry) => this.#value(entry, below));
  }

  #scrubText(text: string, place: Place): string {
    if (place.path === QUERY_STRING) return scrubParameters(text);
    return TEXT_BODIES.has(place.path) ? this.#scrubBody(text, place) : scrubUrl(text);
  }

  /** A body is kept as it was sent, unless something in it had to go. */
  #scrubBody(text: string, place: Place): string {
    if (looksLikeParameters(text)) return scrubParameters(text);
    const json = parsed(text);
    if (!isObject(json) && !Array.isArray(json)) return text;
    const before = this.#scrubbedCount + this.cutCount;
    const cleaned = this.#value(json, { ...place, path: '' });
    return this.#scrubbedCount + this.cutCount === before ? text : JSON.stringify(cleaned);
  }

  #scrubbed(): string {
    this.#scrubbedCount++;
    return SCRUBBED;
  }

  #text(text: string): string {
    const repaired = toWellFormed(text).replaceAll('\0', '\uFFFD');
    if (repaired !== text) this.repairedCount++;
    return repaired;
  }
}

const pathOf = (path: string, key: string) => (path === '' ? key : `${path}.${key}`);

/** The client has scrubbed it itself. */
const isStars = (value: unknown): boolean => typeof value === 'string' && /^\*+$/.test(value);

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // No JSON, but whatever else: there is nothing in it that could be found by name.
    return undefined;
  }
}
