// Where a NRRD file's samples stand in the world.
import { check } from '../core/errors.js';
import type { Grid, Triple } from '../core/grid.js';
import type { NrrdHeader } from './nrrdHeader.js';
import { parseDecimal } from './numbers/parseDecimal.js';

export interface NrrdPlace {
  readonly grid: Grid;
  /** The axis of the file that runs along x, y and z. */
  readonly axes: Triple;
  /** Whether the coordinate falls while the file's index rises, along x, y and z. */
  readonly falls: readonly [boolean, boolean, boolean];
}

/** How far a direction may be off its axis, as a fraction: the cosines in headers are rounded, by turns there and back and in print. */
const ALIGNED = 1e-6;

/**
 * The box of a file with three axes, and which of them runs where. `undefined` where there is no such box: other numbers of
 * axes, axes of another kind (colours), directions that are not along the axes of the space, spaces that are not of three dimensions.
 *
 * @throws {VolumetricError} `bad-file` for fields that cannot be read
 */
export function nrrdGrid({ sizes, fields }: NrrdHeader): NrrdPlace | undefined {
  if (sizes.length !== 3) return undefined;
  const kinds = (fields.get('kinds') ?? '').toLowerCase().split(/[ \t]+/);
  if (!kinds.every((kind) => ['', '???', 'none', 'domain', 'space'].includes(kind))) return undefined;
  const directions = fields.has('spacedirections') ? readDirections(fields.get('spacedirections')!) : undefined;
  const space = Number(fields.get('spacedimension') ?? 3);
  if (directions === null || space !== 3) return undefined;
  const bare = bareAxes(sizes, fields);
  const steps = directions ?? bare.map(({ step }, axis) => [0, 1, 2].map((world) => (world === axis ? step : 0)));
  const axes = [0, 1, 2].map((world) => steps.findIndex((step) => isAlong(step, world))) as unknown as Triple;
  if (new Set(axes).size < 3 || axes.includes(-1)) return undefined;
  const origin = readOrigin(fields) ?? bare.map(({ first }) => (directions === undefined ? first : 0));
  const [min, max] = [
    [0, 0, 0],
    [0, 0, 0],
  ] as [[number, number, number], [number, number, number]];
  for (const world of [0, 1, 2] as const) {
    const step = steps[axes[world]]![world]!;
    // The origin is the centre of the first sample.
    const [first, last] = [origin[world]! - step / 2, origin[world]! + (sizes[axes[world]]! - 0.5) * step];
    min[world] = Math.min(first, last);
    max[world] = Math.max(first, last);
  }
  check(
    min.every((low, axis) => low < max[axis]! && Number.isFinite(max[axis]! - low)),
    'bad-file',
    () => {
      return `decodeNrrd: directions and origin must make a box, got ${min.join(', ')} to ${max.join(', ')}`;
    },
  );
  const [columns, rows, slices] = axes.map((axis) => sizes[axis]!) as [number, number, number];
  const falls = axes.map((axis, world) => steps[axis]![world]! < 0) as [boolean, boolean, boolean];
  return { grid: { shape: [rows, columns, slices], min, max }, axes, falls };
}

/** One vector an axis; null where one is `none` or they are not three of three numbers. */
function readDirections(text: string): number[][] | null {
  const parts = text.match(/\([^()]*\)|[^\s()]+/g) ?? [];
  const vectors = parts.map((part) =>
    part.toLowerCase() === 'none' ? undefined : readVector(part, 'space directions'),
  );
  const known = vectors.filter((vector) => vector !== undefined);
  return known.length === 3 && vectors.length === 3 && known.every((vector) => vector.length === 3) ? known : null;
}

function readOrigin(fields: ReadonlyMap<string, string>): readonly number[] | undefined {
  const text = fields.get('spaceorigin');
  if (text === undefined) return undefined;
  const origin = readVector(text, 'space origin');
  check(origin.length === 3, 'bad-file', () => {
    return `decodeNrrd: space origin must have three numbers, got '${text.slice(0, 80)}'`;
  });
  return origin;
}

function readVector(text: string, name: string): number[] {
  const inside = /^\(([^()]*)\)$/.exec(text)?.[1] ?? '';
  const vector = inside.split(',').map((part) => parseDecimal(part.trim()));
  check(!vector.some(Number.isNaN), 'bad-file', () => {
    return `decodeNrrd: ${name} must be vectors such as (1,0,0), got '${text.slice(0, 80)}'`;
  });
  return vector;
}

/**
 * Axes that no space explains. They step by `spacings`, or from `axis mins` to `axis maxs`, or by 1. These are the ends of the
 * first and the last cell, or with `centers` of `node` the first and the last sample; without them the first sample is at 0.
 */
function bareAxes(sizes: readonly number[], fields: ReadonlyMap<string, string>): { step: number; first: number }[] {
  const [spacings, mins, maxs] = ['spacings', 'axismins', 'axismaxs'].map((name) => readNumbers(fields, name));
  const centers = (fields.get('centers') ?? fields.get('centerings') ?? '').toLowerCase().split(/[ \t]+/);
  return sizes.map((length, axis) => {
    const [min, max] = [mins![axis]!, maxs![axis]!];
    const isNode = centers[axis] === 'node';
    const spread = isNode ? (max - min) / Math.max(1, length - 1) : (max - min) / length;
    const step = [spacings![axis]!, spread].find((each) => !Number.isNaN(each)) ?? 1;
    check(step !== 0, 'bad-file', () => `decodeNrrd: axis ${axis} must step by other than 0, got 0`);
    return { step, first: Number.isNaN(min) ? 0 : isNode ? min : min + step / 2 };
  });
}

/** A number an axis, NaN where it is not known. */
function readNumbers(fields: ReadonlyMap<string, string>, name: string): readonly number[] {
  const text = fields.get(name);
  if (text === undefined) return [Number.NaN, Number.NaN, Number.NaN];
  const words = text.split(/[ \t]+/);
  const numbers = words.map(parseDecimal);
  const isRead = numbers.every((number, n) => !Number.isNaN(number) || words[n]!.toLowerCase() === 'nan');
  check(numbers.length === 3 && isRead, 'bad-file', () => {
    return `decodeNrrd: ${name} must be three numbers, got '${text.slice(0, 80)}'`;
  });
  return numbers;
}

const isAlong = (step: readonly number[], world: number): boolean => {
  const length = Math.abs(step[world]!);
  return length > 0 && step.every((part, other) => other === world || Math.abs(part) <= ALIGNED * length);
};
