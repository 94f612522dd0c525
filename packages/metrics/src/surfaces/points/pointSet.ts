// Defines point sets, and the check that every function runs before it reads one.
import { check } from '@vrn/voxel';

/**
 * Points `[3N]` in world units, and optionally one normal per point, `[3N]`. Normals must not be zero, but need not be
 * unit vectors. All values must be finite.
 */
export interface PointSet {
  readonly points: Float32Array;
  readonly normals?: Float32Array;
}

/**
 * Checks a point set.
 *
 * @param surface  points `[3N]`, or a point set.
 * @returns        the point set.
 * @throws {VolumetricError} `bad-argument` unless there is at least one point, all points are finite triples, and
 *   normals, if given, are equally many, finite and not zero.
 */
export function checkPoints(surface: PointSet | Float32Array, caller: string, name: string): PointSet {
  const fail = (what: string) => () => `${caller}: ${name} must ${what}`;
  const set = isFloats(surface) ? { points: surface } : surface;
  check(
    set !== null && typeof set === 'object' && isFloats(set.points),
    'bad-argument',
    fail('be a mesh, or points as a Float32Array or { points }'),
  );
  const { points, normals } = set;
  check(points.length > 0, 'bad-argument', fail('have points, got none'));
  check(points.length % 3 === 0, 'bad-argument', fail(`be xyz triples, got ${points.length} numbers`));
  const odd = firstNotFinite(points);
  check(odd < 0, 'bad-argument', fail(`be finite, got ${points[odd]} in point ${Math.floor(odd / 3)}`));
  if (normals === undefined) return set;
  check(
    isFloats(normals) && normals.length === points.length,
    'bad-argument',
    fail(`have one normal per point, ${points.length} numbers, got ${normals?.length}`),
  );
  for (let n = 0; n < normals.length; n += 3) {
    const length = Math.abs(normals[n]!) + Math.abs(normals[n + 1]!) + Math.abs(normals[n + 2]!);
    check(length > 0 && length < Number.POSITIVE_INFINITY, 'bad-argument', () => {
      return fail(`have normals with a direction, got [${normals.subarray(n, n + 3)}] for point ${n / 3}`)();
    });
  }
  return set;
}

/** Index of the first value that is NaN or infinite; −1 if there is none. */
function firstNotFinite(values: Float32Array): number {
  for (let at = 0; at < values.length; at++) if (!Number.isFinite(values[at])) return at;
  return -1;
}

/** Whether a value is a Float32Array, of this realm or another (where `instanceof` fails). */
const isFloats = (value: unknown): value is Float32Array =>
  ArrayBuffer.isView(value) && (value as Float32Array)[Symbol.toStringTag] === 'Float32Array';
