// Checks of a spec's fields: each gives the value, or says in one line which field is wrong and what it should be.
import { check } from '@vrn/voxel';

export type Fields = Readonly<Record<string, unknown>>;

/** Reads a value; `name` is what the field is called in messages. */
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

/** That an object has no other fields. */
export function knownFields(fields: Fields, names: readonly string[], of: string): void {
  for (const name of Object.keys(fields)) {
    check(
      names.includes(name),
      'bad-argument',
      () => `${of} must have only the fields ${names.join(', ')}, got '${name}'`,
    );
  }
}

export const text: Reader<string> = (value, name) => {
  must(typeof value === 'string' && value !== '', name, 'text', value);
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

export const wholeFrom =
  (least: number, most = Number.MAX_SAFE_INTEGER): Reader<number> =>
  (value, name) => {
    const range = most === Number.MAX_SAFE_INTEGER ? `from ${least} on` : `from ${least} to ${most}`;
    must(
      Number.isSafeInteger(value) && (value as number) >= least && (value as number) <= most,
      name,
      `a whole number ${range}`,
      value,
    );
    return value as number;
  };

export const within =
  (least: number, most: number): Reader<number> =>
  (value, name) => {
    const good = typeof value === 'number' && value >= least && value <= most;
    must(good, name, `a number from ${least} to ${most}`, value);
    return value as number;
  };

export const oneOf =
  <T extends string>(...choices: readonly T[]): Reader<T> =>
  (value, name) => {
    must(choices.includes(value as T), name, `one of ${choices.map((each) => `'${each}'`).join(', ')}`, value);
    return value as T;
  };

export type Range = readonly [low: number, high: number];

/** [low, high] */
export const span =
  (least: number, most: number): Reader<Range> =>
  (value, name) => {
    const good = Array.isArray(value) && value.length === 2 && value.every((each) => typeof each === 'number');
    const [low, high] = good ? (value as [number, number]) : [1, 0];
    must(low >= least && high <= most && low <= high, name, `[low, high] within ${least}..${most}`, value);
    return value as unknown as Range;
  };

/** [rows, columns, slices] */
export const shapeOf: Reader<readonly [number, number, number]> = (value, name) => {
  const good =
    Array.isArray(value) &&
    value.length === 3 &&
    value.every((each) => Number.isInteger(each) && each > 0 && each <= 512);
  must(good, name, '[rows, columns, slices], whole numbers from 1 to 512', value);
  return value as unknown as readonly [number, number, number];
};

/** The field, or what stands for it where there is none. */
export const optional = <T, D>(fields: Fields, field: string, of: string, read: Reader<T>, otherwise: D): T | D =>
  fields[field] === undefined ? otherwise : read(fields[field], of === '' ? field : `${of}.${field}`);
