// Checks options objects: refuses unknown names, and suggests the nearest known name.
import { check } from './errors.js';

/** Maximum number of consecutive letters by which a suggestion may differ from the given name, case ignored. */
const MAX_EDIT = 2;

/**
 * Throws unless `options` is an object whose fields all have known names.
 *
 * @param caller   name of the calling function, for the message.
 * @param options  the options as its caller passed them, before defaults are filled in.
 * @param known    the known names, or an object that has them as its keys (the `DEFAULTS` beside the function).
 * @throws {VolumetricError} `bad-argument`, with "did you mean" where a known name is similar.
 *
 * @example
 * checkOptions('smooth', { iteration: 3 }, ['iterations', 'lambda']);
 * // throws: smooth: options must be iterations, lambda, got 'iteration'; did you mean 'iterations'?
 */
export function checkOptions(caller: string, options: unknown, known: readonly string[] | object): void {
  const isObject = typeof options === 'object' && options !== null && !Array.isArray(options);
  check(isObject, 'bad-argument', () => `${caller}: options must be an object, got ${JSON.stringify(options)}`);
  const names: readonly string[] = Array.isArray(known) ? known : Object.keys(known);
  for (const name in options) {
    check(names.includes(name), 'bad-argument', () => {
      const nearest = nearestName(name, names);
      return `${caller}: options must be ${names.join(', ')}, got '${name}'${nearest ? `; did you mean '${nearest}'?` : ''}`;
    });
  }
}

/** Result of {@link defined}: fields that may be undefined become optional. */
type Defined<T> = { [K in keyof T as undefined extends T[K] ? never : K]: T[K] } & {
  [K in keyof T as undefined extends T[K] ? K : never]?: Exclude<T[K], undefined>;
};

/** Returns a copy of an object without its undefined fields, so that undefined options do not override defaults. */
export const defined = <T extends object>(fields: T): Defined<T> =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as never;

/**
 * Returns the known name that differs least from a name, by at most {@link MAX_EDIT} consecutive letters: the first of
 * several that differ equally, undefined if there is none. Case is ignored.
 */
export function nearestName(name: string, known: readonly string[]): string | undefined {
  for (let most = 0; most <= MAX_EDIT; most++) {
    const found = known.find((each) => editLength(name.toLowerCase(), each.toLowerCase()) <= most);
    if (found) return found;
  }
}

/** Removes the common beginning and end of two texts, and returns the length of the longer remainder. */
function editLength(a: string, b: string): number {
  if (a && a[0] === b[0]) return editLength(a.slice(1), b.slice(1));
  if (a && a.at(-1) === b.at(-1)) return editLength(a.slice(0, -1), b.slice(0, -1));
  return Math.max(a.length, b.length);
}
