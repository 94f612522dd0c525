// Provides readers that return the value of a spec field, or throw an error of one line that names the field and the
// values that it accepts.
import { check } from '@vrn/voxel';
import { nearestName } from '@vrn/voxel/internal';

export type Fields = Readonly<Record<string, unknown>>;

/** Checks and returns a value; `name` is the name of the field in messages. */
export type Reader<T> = (value: unknown, name: string) => T;

const shown = (value: unknown): string => {
  const text = JSON.stringify(value) ?? String(value);
  return text.length > 60 ? `${text.slice(0, 57)}…` : text;
};

function must(condition: boolean, name: string, what: string, value: unknown): void {
  check(condition, 'bad-argument', () => `${name} must be ${what}, got ${value === undefined ? 'none' : shown(value)}`);
}

export const fieldsOf: Reader<Fields> = (value, name) => {
  must(typeof value === 'object' && value !== null && !Array.isArray(value), name, 'an object { … }', value);
  return value as Fields;
};

/** Refuses fields other than `names`. `of` is the name of the enclosing object in messages. */
export function knownFields(fields: Fields, names: readonly string[], of: string): void {
  for (const name of Object.keys(fields)) {
    check(names.includes(name), 'bad-argument', () => {
      const nearest = nearestName(name, names);
      const hint = nearest === undefined ? '' : `; did you mean '${nearest}'?`;
      return `${of} must have only the fields ${names.join(', ')}, got '${name}'${hint}`;
    });
  }
}

export const text: Reader<string> = (value, name) => {
  must(typeof value === 'string' && value !== '' && !value.includes('\0'), name, 'text', value);
  return value as string;
};

export const texts: Reader<readonly string[]> = (value, name) => {
  must(Array.isArray(value), name, 'a list of text', value);
  return (value as readonly unknown[]).map((each, at) => text(each, `${name}[${at}]`));
};

export const textOrTexts: Reader<string | readonly string[]> = (value, name) =>
  Array.isArray(value) ? texts(value, name) : text(value, name);

export const flag: Reader<boolean> = (value, name) => {
  must(typeof value === 'boolean', name, 'true or false', value);
  return value as boolean;
};

/** Creates a reader of integers in a range, bounds included. */
export const integer =
  (min: number, max = Number.MAX_SAFE_INTEGER): Reader<number> =>
  (value, name) => {
    const range = max === Number.MAX_SAFE_INTEGER ? `from ${min}` : `from ${min} to ${max}`;
    const isGood = Number.isSafeInteger(value) && (value as number) >= min && (value as number) <= max;
    must(isGood, name, `an integer ${range}`, value);
    return value as number;
  };

/** Creates a reader of numbers in a range, bounds included. */
export const within =
  (min: number, max: number): Reader<number> =>
  (value, name) => {
    const isGood = typeof value === 'number' && value >= min && value <= max;
    must(isGood, name, `a number from ${min} to ${max}`, value);
    return value as number;
  };

export const oneOf =
  <T extends string>(...choices: readonly T[]): Reader<T> =>
  (value, name) => {
    must(choices.includes(value as T), name, `one of ${choices.map((each) => `'${each}'`).join(', ')}`, value);
    return value as T;
  };

export type Interval = readonly [low: number, high: number];

/** Creates a reader of intervals [low, high] with min ≤ low ≤ high ≤ max. */
export const interval =
  (min: number, max: number): Reader<Interval> =>
  (value, name) => {
    const isPair = Array.isArray(value) && value.length === 2 && value.every((each) => typeof each === 'number');
    const [low, high] = isPair ? (value as [number, number]) : [1, 0];
    must(low >= min && high <= max && low <= high, name, `[low, high] within ${min}..${max}`, value);
    return value as unknown as Interval;
  };

/** Reads the shape of a volume, [rows, columns, slices]. */
export const shapeOf: Reader<readonly [number, number, number]> = (value, name) => {
  const isGood =
    Array.isArray(value) &&
    value.length === 3 &&
    value.every((each) => Number.isInteger(each) && each > 0 && each <= 512);
  must(isGood, name, '[rows, columns, slices], integers from 1 to 512', value);
  return value as unknown as readonly [number, number, number];
};

/** Reads an optional field. `of` names the enclosing object, '' for the spec itself; `otherwise` is the default. */
export const optional = <T, D>(fields: Fields, field: string, of: string, read: Reader<T>, otherwise: D): T | D =>
  fields[field] === undefined ? otherwise : read(fields[field], of === '' ? field : `${of}.${field}`);
