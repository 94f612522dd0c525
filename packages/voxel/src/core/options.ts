// Checks of options objects: unknown names are refused, and the nearest known name is suggested.
import { check } from './errors.js';

/** Suggestions differ from what was given by at most this many edits. */
const MAX_EDITS = 3;

/**
 * Throws unless `options` is an object whose fields all have known names.
 *
 * @param caller   function that is checked, for the message.
 * @param options  the options as the caller's caller gave them, before defaults are filled in.
 * @param known    the known names, or an object that has them as its keys (the `DEFAULTS` beside the function).
 * @throws {VolumetricError} `bad-argument`, with "did you mean" where a known name is similar.
 *
 * @example
 * checkOptions('smooth', { iteration: 3 }, ['iterations', 'lambda']);
 * // throws: smooth: options must be iterations, lambda, got 'iteration'; did you mean 'iterations'?
 */
export function checkOptions(caller: string, options: unknown, known: readonly string[] | object): void {
  const isObject = typeof options === 'object' && options !== null && !Array.isArray(options);
  check(isObject, 'bad-argument', () => {
    return `${caller}: options must be an object, got ${Array.isArray(options) ? 'an array' : String(options)}`;
  });
  const names: readonly string[] = Array.isArray(known) ? known : Object.keys(known);
  for (const name of Object.keys(options as object)) {
    check(names.includes(name), 'bad-argument', () => {
      const nearest = nearestName(name, names);
      const hint = nearest === undefined ? '' : `; did you mean '${nearest}'?`;
      return `${caller}: options must be ${names.join(', ') || 'empty'}, got '${name}'${hint}`;
    });
  }
}

/** The known name with the fewest edits (insertions, deletions, replacements) from a given one, if any is similar. */
export function nearestName(name: string, known: readonly string[]): string | undefined {
  let best: string | undefined;
  let least = Math.min(MAX_EDITS, Math.max(1, name.length >> 1)) + 1;
  for (const each of known) {
    const edits = editDistance(name.toLowerCase(), each.toLowerCase());
    if (edits < least) {
      best = each;
      least = edits;
    }
  }
  return best;
}

/** Levenshtein's distance, one row of the table at a time. */
function editDistance(a: string, b: string): number {
  const row = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 0; i < a.length; i++) {
    let diagonal = i;
    row[0] = i + 1;
    for (let j = 0; j < b.length; j++) {
      const replaced = diagonal + Number(a[i] !== b[j]);
      diagonal = row[j + 1]!;
      row[j + 1] = Math.min(replaced, diagonal + 1, row[j]! + 1);
    }
  }
  return row[b.length]!;
}
