import type { EventAttribute } from '../../model/event-batch.ts';
import type { Inherited } from './inherited.ts';
import type { OtlpAttribute } from './messages.ts';
import { anyValueJson, CUT_NOTHING } from './value-text.ts';

/** Tells which sets of attributes of one request are the same, in whatever order they were sent. */
export class SetIdentity {
  readonly #numbers = new Map<string, number>();
  readonly #numberOf = new WeakMap<object, number>();

  ofAttributes(attributes: readonly OtlpAttribute[]): number {
    if (attributes.length === 0) return -1;
    const sorted = [...attributes].sort((a, b) => compare(a.key, b.key));
    return this.#number(
      sorted.map(({ key, value }) => `${JSON.stringify(key)}:${anyValueJson(value, CUT_NOTHING)}`).join(),
    );
  }

  /** Resource and scope with all they make rows inherit. Each is looked at once, however many scopes a resource has. */
  ofInherited(inherited: Inherited): string {
    const { resource, scopeName, scopeVersion, scopeEntries, cutNames } = inherited;
    const resourceNumber = this.#once(resource, () => [resource.service, ...told(resource.entries)]);
    const scopeNumber = this.#once(inherited, () => [scopeName, scopeVersion, cutNames, ...told(scopeEntries)]);
    return `${resourceNumber} ${scopeNumber}`;
  }

  #once(whose: object, tell: () => unknown[]): number {
    let number = this.#numberOf.get(whose);
    if (number === undefined) {
      number = this.#number(JSON.stringify(tell()));
      this.#numberOf.set(whose, number);
    }
    return number;
  }

  #number(text: string): number {
    let number = this.#numbers.get(text);
    if (number === undefined) {
      number = this.#numbers.size;
      this.#numbers.set(text, number);
    }
    return number;
  }
}

function told(entries: readonly EventAttribute[]): unknown[] {
  const sorted = [...entries].sort((a, b) => compare(a.key, b.key));
  return sorted.map(({ key, type, value }) => [key, type, String(value)]);
}

/** By code units: the order only has to be the same each time. */
function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
