// Computes the grid of a NRRD file: the position of its samples in the world.

import { check } from '../core/errors.js';
import type { Grid, Triple } from '../core/grid.js';
import type { NrrdHeader } from './nrrdHeader.js';
import { parseDecimal } from './numbers/parseDecimal.js';
import { oneLine } from './oneLine.js';

export interface NrrdPlace {
  readonly grid: Grid;
  /** For oblique directions: maps the grid's coordinates to the file's space; 16 numbers, column-major. */
  readonly matrix?: readonly number[];
  /** Indices of the file's axes that run along x, y and z, or are nearest to them for oblique directions. */
  readonly axes: Triple;
  /** Whether the coordinate decreases as the file's index increases, along x, y and z. */
  readonly falls: readonly [boolean, boolean, boolean];
}

/**
 * Tolerance for rounded direction cosines. A direction is parallel to an axis if each other component is at most this
 * fraction of the component along the axis. Three directions lie in one plane if their unit vectors span a smaller
 * volume than this.
 */
const ALIGNED = 1e-6;

/**
 * Returns the box of a file with three axes, and the direction of each axis. Returns `undefined` if there is no such
 * box: for another number of axes, axes of another kind (colours), an axis without a direction, directions in one
 * plane, or a space that is not three-dimensional. Oblique directions give the box of their spacings along the nearest
 * axes, around the same centre, and the matrix that rotates it (and shears it, if they are not perpendicular).
 *
 * @param warn  called where the directions lie in one plane.
 * @throws {VolumetricError} `bad-file` for fields that cannot be read, or that make no finite box
 */
export function nrrdGrid({ sizes, fields }: NrrdHeader, warn: (warning: string) => void): NrrdPlace | undefined {
  if (sizes.length !== 3) return undefined;
  const kinds = (fields.get('kinds') ?? '').toLowerCase().split(/[ \t]+/);
  if (!kinds.every((kind) => ['', '???', 'none', 'domain', 'space'].includes(kind))) return undefined;
  const directions = fields.has('spacedirections') ? readDirections(fields.get('spacedirections')!) : undefined;
  const space = Number(fields.get('spacedimension') ?? 3);
  if (directions === null || space !== 3) return undefined;
  const bare = bareAxes(sizes, fields);
  const steps = directions ?? bare.map(({ step }, axis) => [0, 1, 2].map((world) => (world === axis ? step : 0)));
  const axes = nearestAxes(steps);
  if (axes === undefined || Math.abs(volumeOf(steps.map(unit))) < ALIGNED) {
    warn('space directions lie in a plane: the volume has no place');
    return undefined;
  }
  const origin = readOrigin(fields) ?? bare.map(({ first }) => (directions === undefined ? first : 0));
  const isOblique = axes.some((axis, world) => !isAlong(steps[axis]!, world));
  const [min, max] = [
    [0, 0, 0],
    [0, 0, 0],
  ] as [[number, number, number], [number, number, number]];
  for (const world of [0, 1, 2] as const) {
    const axis = axes[world];
    const step = isOblique ? Math.hypot(...steps[axis]!) * signOf(steps[axis]![world]!) : steps[axis]![world]!;
    // The origin is the centre of the first sample. An oblique grid has the same centre as the file's samples.
    const middle = origin[world]! + [0, 1, 2].reduce((sum, n) => sum + (steps[n]![world]! * (sizes[n]! - 1)) / 2, 0);
    const first = isOblique ? middle - (step * (sizes[axis]! - 1)) / 2 : origin[world]!;
    const ends = [first - step / 2, first + (sizes[axis]! - 0.5) * step];
    min[world] = Math.min(...ends);
    max[world] = Math.max(...ends);
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
  const grid: Grid = { shape: [rows, columns, slices], min, max };
  return {
    grid,
    axes,
    falls,
    ...(isOblique && {
      matrix: rotationOf(
        axes.map((axis) => steps[axis]!),
        grid,
      ),
    }),
  };
}

const signOf = (value: number): 1 | -1 => (value < 0 ? -1 : 1);

const ORDERS: readonly Triple[] = [
  [0, 1, 2],
  [0, 2, 1],
  [1, 0, 2],
  [1, 2, 0],
  [2, 0, 1],
  [2, 1, 0],
];

/**
 * Assigns the axes of the file to x, y and z: the permutation with the largest product of absolute cosines. Returns
 * undefined if no product is positive, as for a direction of length 0.
 */
function nearestAxes(steps: readonly (readonly number[])[]): Triple | undefined {
  const units = steps.map(unit);
  const closeness = (order: Triple): number =>
    order.reduce((product, axis, world) => product * Math.abs(units[axis]![world]!), 1);
  const best = ORDERS.reduce((a, b) => (closeness(b) > closeness(a) ? b : a));
  return closeness(best) > 0 ? best : undefined;
}

function unit(step: readonly number[]): number[] {
  const length = Math.hypot(...step);
  return step.map((part) => part / length);
}

/** Returns the signed volume of the parallelepiped that three vectors span. */
function volumeOf([x, y, z]: readonly (readonly number[])[]): number {
  return (
    x![0]! * (y![1]! * z![2]! - y![2]! * z![1]!) -
    x![1]! * (y![0]! * z![2]! - y![2]! * z![0]!) +
    x![2]! * (y![0]! * z![1]! - y![1]! * z![0]!)
  );
}

/**
 * Returns the 4 × 4 matrix, column-major, that keeps a grid's centre and maps x, y and z to the directions of three
 * steps, or to the opposite directions: a rotation if the steps are perpendicular, else with a shear.
 */
function rotationOf(steps: readonly (readonly number[])[], { min, max }: Grid): number[] {
  const columns = steps.map((step, world) => unit(step).map((part) => part * signOf(step[world]!)));
  const centre = min.map((low, axis) => (low + max[axis]!) / 2);
  const moved = [0, 1, 2].map(
    (row) => centre[row]! - columns.reduce((sum, column, axis) => sum + column[row]! * centre[axis]!, 0),
  );
  return [...columns.flatMap((column) => [...column, 0]), ...moved, 1];
}

/** Parses one vector per axis; null if one of them is `none`, or if they are not three vectors of three numbers. */
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
    return `decodeNrrd: space origin must have three numbers, got '${oneLine(text.slice(0, 80))}'`;
  });
  return origin;
}

function readVector(text: string, name: string): number[] {
  const inside = /^\(([^()]*)\)$/.exec(text)?.[1] ?? '';
  const vector = inside.split(',').map((part) => parseDecimal(part.trim()));
  check(!vector.some(Number.isNaN), 'bad-file', () => {
    return `decodeNrrd: ${name} must be vectors such as (1,0,0), got '${oneLine(text.slice(0, 80))}'`;
  });
  return vector;
}

/**
 * Returns the step and the position of the first sample along each axis, for files without `space directions`. Steps
 * are `spacings`, or follow from `axis mins` and `axis maxs`, or are 1. Mins and maxs are the outer ends of the first
 * and last cells, or, where `centers` is `node`, the positions of the first and last samples. Without mins, the first
 * sample is at 0.
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

/** Parses a field with one number per axis: NaN where it says `nan`, or for all axes if the field is absent. */
function readNumbers(fields: ReadonlyMap<string, string>, name: string): readonly number[] {
  const text = fields.get(name);
  if (text === undefined) return [Number.NaN, Number.NaN, Number.NaN];
  const words = text.split(/[ \t]+/);
  const numbers = words.map(parseDecimal);
  const isRead = numbers.every((number, n) => !Number.isNaN(number) || words[n]!.toLowerCase() === 'nan');
  check(numbers.length === 3 && isRead, 'bad-file', () => {
    return `decodeNrrd: ${name} must be three numbers, got '${oneLine(text.slice(0, 80))}'`;
  });
  return numbers;
}

const isAlong = (step: readonly number[], world: number): boolean => {
  const length = Math.abs(step[world]!);
  return length > 0 && step.every((part, other) => other === world || Math.abs(part) <= ALIGNED * length);
};
