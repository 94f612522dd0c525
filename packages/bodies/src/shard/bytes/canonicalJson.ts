// Serialises JSON in a canonical form: equal values give equal text.
import { check } from '@vrn/voxel';

/** A JSON value. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json | undefined };

/**
 * Serialises a value as JSON with sorted keys and without spaces. Undefined fields are omitted; undefined elements of
 * arrays become null.
 *
 * @param caller  name of the public function, for messages.
 * @throws {VolumetricError} `bad-argument` for non-finite numbers and for values that JSON cannot represent
 */
export function canonicalJson(value: unknown, caller: string): string {
  if (Array.isArray(value)) return `[${value.map((each) => canonicalJson(each ?? null, caller)).join(',')}]`;
  if (typeof value === 'object' && value !== null) {
    const entries = Object.entries(value)
      .filter(([, each]) => each !== undefined)
      .sort(([a], [b]) => (a < b ? -1 : 1));
    return `{${entries.map(([key, each]) => `${JSON.stringify(key)}:${canonicalJson(each, caller)}`).join(',')}}`;
  }
  check(
    value === null || typeof value === 'string' || typeof value === 'boolean' || Number.isFinite(value),
    'bad-argument',
    () => `${caller}: spec and provenance must be JSON, got ${typeof value === 'number' ? value : typeof value}`,
  );
  return JSON.stringify(value);
}
