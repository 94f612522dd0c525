// Fits clothes to a shaped body at rest.
import { check } from '@vrn/voxel';
import type { Mhclo } from '../assets/mhclo.js';

/**
 * Computes the vertices of a garment on a body. Each is the weighted sum of the three body vertices that it is attached
 * to, plus its scaled offset.
 *
 * Along an axis that the file gives a scale for, offsets are multiplied by |a − b| / originalDistance, where a and b
 * are the coordinates of the scale's two body vertices along this axis. Along other axes, the factor is `unit`.
 *
 * @param body  [3V] positions of all vertices of `base.obj` including helpers, shaped but not posed.
 * @param unit  length of a decimetre (the file's unit) in the unit of the body; default 1.
 * @returns     [3C] positions in the unit of the body.
 * @throws {VolumetricError} `bad-file` if the garment names vertices that the body lacks
 * Cost: O(C).
 *
 * Source: MakeHuman's documentation of clothes, "MakeClothes" (the .mhclo format).
 */
export function fitClothes(cloth: Mhclo, body: Float32Array, unit = 1): Float32Array {
  const { bases, weights, offsets, scales, name } = cloth;
  const vertices = body.length / 3;
  const [sx, sy, sz] = scales.map((scale, axis) => {
    if (scale === undefined) return unit;
    const { from, to, originalDistance } = scale;
    check(from < vertices && to < vertices, 'bad-file', () => outside(name, Math.max(from, to), vertices));
    return Math.abs(body[3 * from + axis]! - body[3 * to + axis]!) / originalDistance;
  }) as [number, number, number];
  const fitted = new Float32Array(bases.length);
  for (let v = 0; v < fitted.length; v += 3) {
    const [a, b, c] = [bases[v]!, bases[v + 1]!, bases[v + 2]!];
    if (!(a < vertices && b < vertices && c < vertices)) {
      check(false, 'bad-file', () => outside(name, Math.max(a, b, c), vertices));
    }
    const [i, j, k] = [3 * a, 3 * b, 3 * c];
    const [u, w, t] = [weights[v]!, weights[v + 1]!, weights[v + 2]!];
    fitted[v] = u * body[i]! + w * body[j]! + t * body[k]! + sx * offsets[v]!;
    fitted[v + 1] = u * body[i + 1]! + w * body[j + 1]! + t * body[k + 1]! + sy * offsets[v + 1]!;
    fitted[v + 2] = u * body[i + 2]! + w * body[j + 2]! + t * body[k + 2]! + sz * offsets[v + 2]!;
  }
  return fitted;
}

const outside = (name: string, vertex: number, vertices: number): string =>
  `fitClothes: ${name} must be attached to vertices below ${vertices}, got ${vertex}`;
