// Reads the fields of a JSON spec; each reader returns the value or throws an error that names the field.
import { check } from '@vrn/voxel';
import { nearestName } from '@vrn/voxel/internal';

export type Fields = Readonly<Record<string, unknown>>;

/** Checks a value and returns it; `name` is the name of the field in messages. */
export type Reader<T> = (value: unknown, name: string) => T;

/** Maximum characters of a value in a message. */
const MAX_SHOWN = 60;

function must(condition: boolean, name: string, what: string, value: unknown): void {
  check(condition, 'bad-argument', () => {
    const text = JSON.stringify(value) ?? 'none';
    return `${name} must be ${what}, got ${text.length > MAX_SHOWN ? `${text.slice(0, MAX_SHOWN - 1)}…` : text}`;
  });
}

/** Reads an object; rejects unknown fields. */
export const object =
  (known: readonly string[]): Reader<Fields> =>
  (value, name) => {
    must(typeof value === 'object' && value !== null && !Array.isArray(value), name, 'an object', value);
    for (const field of Object.keys(value as Fields)) {
      check(known.includes(field), 'bad-argument', () => {
        const nearest = nearestName(field, known);
        const hint = nearest === undefined ? '' : `; did you mean '${nearest}'?`;
        return `${name} has an unknown field '${field}'${hint} (fields: ${known.join(', ')})`;
      });
    }
    return value as Fields;
  };

export const text: Reader<string> = (value, name) => {
  must(typeof value === 'string' && value !== '', name, 'a non-empty string', value);
  return value as string;
};

export const flag: Reader<boolean> = (value, name) => {
  must(typeof value === 'boolean', name, 'true or false', value);
  return value as boolean;
};

export const integer =
  (least: number): Reader<number> =>
  (value, name) => {
    must(Number.isSafeInteger(value) && (value as number) >= least, name, `an integer of at least ${least}`, value);
    return value as number;
  };

export const number: Reader<number> = (value, name) => {
  must(Number.isFinite(value), name, 'a number', value);
  return value as number;
};

export const oneOf =
  <T extends string>(choices: readonly T[]): Reader<T> =>
  (value, name) => {
    const nearest = typeof value === 'string' ? nearestName(value, choices) : undefined;
    const hint = nearest === undefined ? '' : ` (did you mean '${nearest}'?)`;
    must(choices.includes(value as T), name, `one of ${choices.join(', ')}${hint}`, value);
    return value as T;
  };

/** Reads a number of voxels per side, or `[rows, columns, slices]`. */
export const size: Reader<readonly [number, number, number]> = (value, name) => {
  const sides = Array.isArray(value) ? value : [value, value, value];
  must(
    sides.length === 3 && sides.every((side) => Number.isSafeInteger(side) && side > 0),
    name,
    'a positive integer or [rows, columns, slices]',
    value,
  );
  return sides as [number, number, number];
};

/** Reads a field of an object; undefined if it is missing. */
export const optional = <T>(fields: Fields, field: string, read: Reader<T>): T | undefined =>
  fields[field] === undefined ? undefined : read(fields[field], field);
