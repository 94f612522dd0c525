// JSON with one spelling: the same value, the same bytes.
import { check } from '@vrn/voxel';

/** What JSON can hold. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json | undefined };

/**
 * JSON text with keys in order of their letters and no spaces; what is undefined is left out.
 *
 * @throws {VolumetricError} `bad-argument` for numbers that are not finite, and for what JSON has no word for.
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
