import type { SearchParams } from './search-params.ts';

/** How one value of a screen's state stands in the address. `read` gives undefined for text it cannot make sense of. */
export interface ViewField<T> {
  readonly initial: T;
  read(text: string): T | undefined;
  write(value: T): string;
}

export type ViewFields = Readonly<Record<string, ViewField<unknown>>>;
export type ViewState<Fields extends ViewFields> = {
  readonly [Name in keyof Fields]: Fields[Name] extends ViewField<infer T> ? T : never;
};

/**
 * The state of a screen in the address. Only what differs from its initial value is written, so that a plain address is
 * the plain view. When the meaning of a parameter changes, raise `version` and say in `upgrade` what an old one means:
 * links people have saved keep working. Version 1 is not written, and neither is any on a plain address: what is absent must stay absent.
 */
export interface ViewCodec<Fields extends ViewFields> {
  readonly initial: ViewState<Fields>;
  read(params: SearchParams): ViewState<Fields>;
  /** Every parameter of this view, absent where it has its initial value: spread it over a search to replace the view. */
  write(state: ViewState<Fields>): SearchParams;
}

export const VERSION_PARAM = 'v';

export function createViewCodec<const Fields extends ViewFields>(options: {
  readonly fields: Fields;
  readonly version?: number;
  readonly upgrade?: (params: SearchParams, fromVersion: number) => SearchParams;
}): ViewCodec<Fields> {
  const { fields, version = 1, upgrade } = options;
  const names = Object.keys(fields);
  const state = (valueFor: (name: string, field: ViewField<unknown>) => unknown) =>
    Object.fromEntries(
      Object.entries(fields).map(([name, field]) => [name, valueFor(name, field)]),
    ) as ViewState<Fields>;
  const initial = state((_name, field) => field.initial);

  return {
    initial,
    read(params) {
      const written = Number(params[VERSION_PARAM] ?? 1);
      const current = upgrade && written < version ? upgrade(params, written) : params;
      return state((name, field) => {
        const text = current[name];
        return (text === undefined ? undefined : field.read(text)) ?? field.initial;
      });
    },
    write(values) {
      const params: SearchParams = {};
      for (const name of names) {
        const field = fields[name];
        if (!field) continue;
        const text = field.write(values[name]);
        params[name] = text === field.write(field.initial) ? undefined : text;
      }
      const isPlain = names.every((name) => params[name] === undefined);
      params[VERSION_PARAM] = version === 1 || isPlain ? undefined : String(version);
      return params;
    },
  };
}

export const textField = (initial = ''): ViewField<string> => ({
  initial,
  read: (text) => text,
  write: (value) => value,
});

export const flagField = (initial = false): ViewField<boolean> => ({
  initial,
  read: (text) => (text === 'on' ? true : text === 'off' ? false : undefined),
  write: (value) => (value ? 'on' : 'off'),
});

export const choiceField = <const T extends string>(choices: readonly T[], initial: T): ViewField<T> => ({
  initial,
  read: (text) => choices.find((choice) => choice === text),
  write: (value) => value,
});

/** A number of at least 0 that may be left open. */
export const numberField = (options: { integer?: boolean } = {}): ViewField<number | undefined> => ({
  initial: undefined,
  read(text) {
    const value = text.trim() === '' ? Number.NaN : Number(text);
    if (!Number.isFinite(value) || value < 0) return undefined;
    return options.integer === true && !Number.isSafeInteger(value) ? undefined : value;
  },
  write: (value) => (value === undefined ? '' : String(value)),
});
