// Transforms meshes by 4 × 4 matrices and scales them.
import { check } from '../core/errors.js';
import { checkOptions } from '../core/options.js';
import type { Random } from '../core/random.js';
import { checkMesh, type TriangleMesh } from '../core/triangleMesh.js';

/**
 * Multiplies every position of a mesh by an affine matrix.
 *
 * Normals are multiplied by the inverse transpose and normalised. With a mirroring matrix, two corners of every
 * triangle are swapped, so that the outside remains the outside. Colours and uvs are kept.
 *
 * @param matrix  16 numbers, column-major as in glTF and three.js; the last row must be 0 0 0 1, the determinant not 0.
 * @throws {VolumetricError} `bad-mesh`, `bad-argument`
 */
export function transformMesh(mesh: TriangleMesh, matrix: ArrayLike<number>): TriangleMesh {
  checkMesh(mesh, 'transformMesh', { faces: 'any' });
  const m = Array.from(matrix ?? []);
  check(m.length === 16 && m.every(Number.isFinite), 'bad-argument', () => {
    return `transformMesh: matrix must be 16 finite numbers, got ${m.length}`;
  });
  check(m[3] === 0 && m[7] === 0 && m[11] === 0 && m[15] === 1, 'bad-argument', () => {
    return `transformMesh: matrix must be affine, its last row 0 0 0 1, got ${m[3]} ${m[7]} ${m[11]} ${m[15]}`;
  });
  const [a, b, c, , d, e, f, , g, h, i, , x, y, z] = m as [
    number, number, number, number, number, number, number, number,
    number, number, number, number, number, number, number, number,
  ]; // biome-ignore format: one line per half
  // The inverse transpose is the cofactor matrix divided by the determinant, of which only the sign matters here.
  const cofactors = [
    e * i - f * h,
    f * g - d * i,
    d * h - e * g,
    c * h - b * i,
    a * i - c * g,
    b * g - a * h,
    b * f - c * e,
    c * d - a * f,
    a * e - b * d,
  ];
  const determinant = a * cofactors[0]! + b * cofactors[1]! + c * cofactors[2]!;
  check(determinant !== 0, 'bad-argument', () => 'transformMesh: matrix must not flatten the mesh, got determinant 0');
  const positions = each(mesh.positions, (p, q, r) => [
    a * p + d * q + g * r + x,
    b * p + e * q + h * r + y,
    c * p + f * q + i * r + z,
  ]);
  const wrong = positions.findIndex((value) => !Number.isFinite(value));
  check(wrong < 0, 'bad-argument', () => {
    return `transformMesh: matrix must keep positions within single precision, got ${positions[wrong]} at vertex ${Math.floor(wrong / 3)}`;
  });
  const turn = Math.sign(determinant);
  const normals =
    mesh.normals &&
    each(mesh.normals, (p, q, r) => {
      const [ca, cb, cc, cd, ce, cf, cg, ch, ci] = cofactors as [
        number,
        number,
        number,
        number,
        number,
        number,
        number,
        number,
        number,
      ];
      const out = [
        turn * (ca * p + cd * q + cg * r),
        turn * (cb * p + ce * q + ch * r),
        turn * (cc * p + cf * q + ci * r),
      ] as const;
      const length = Math.hypot(...out) || 1;
      return [out[0] / length, out[1] / length, out[2] / length];
    });
  return {
    ...mesh,
    positions,
    indices: determinant > 0 ? mesh.indices : turned(mesh.indices),
    ...(normals && { normals }),
  };
}

/**
 * Scales a mesh about the origin, by one factor or by one factor per axis.
 *
 * @param factor  one number or `[x, y, z]`, finite and not 0. Negative factors mirror the mesh along their axes.
 * @throws {VolumetricError} `bad-mesh`, `bad-argument`
 */
export function scaleMesh(mesh: TriangleMesh, factor: number | readonly [number, number, number]): TriangleMesh {
  const [x, y, z] = typeof factor === 'number' ? [factor, factor, factor] : (factor ?? []);
  check(
    [x, y, z].every((n) => Number.isFinite(n)),
    'bad-argument',
    () => {
      return `scaleMesh: factor must be one or three finite numbers, got ${String(factor)}`;
    },
  );
  return transformMesh(mesh, [x!, 0, 0, 0, 0, y!, 0, 0, 0, 0, z!, 0, 0, 0, 0, 1]);
}

export interface RandomScaleOptions {
  readonly rng: Random;
  /** Smallest and largest factor, above 0. Default 0.85 and 1.15. */
  readonly range?: readonly [low: number, high: number];
}

export const RANDOM_SCALE_DEFAULTS = { range: [0.85, 1.15] } as const;

/**
 * Scales a mesh about the middle of its bounds by a random factor, the same along all axes. Apply it before voxelising,
 * since scaling a volume would blur it. Fit the grid to the unscaled mesh, so that people in a training set differ in
 * size.
 *
 * @param options.range  [0.85, 1.15] by default; above 0.
 * @throws {VolumetricError} `bad-mesh`, `bad-argument`
 *
 * @example
 * voxelize(randomScale(mesh, { rng: random(7) }), fitGrid(mesh, { shape: [128, 128, 128], margin: 0.1 }));
 *
 * Source: Jackson, Manafas, Tzimiropoulos 2018, 3.1 and 3.3 (random scale before voxelising).
 * Not in the paper: the range, which is that of the same authors' face networks.
 */
export function randomScale(mesh: TriangleMesh, options: RandomScaleOptions): TriangleMesh {
  checkOptions('randomScale', options, ['rng', 'range']);
  const { rng, range = RANDOM_SCALE_DEFAULTS.range } = options;
  check(typeof rng?.uniform === 'function', 'bad-argument', () => {
    return `randomScale: rng must be a stream of random numbers, as random(7) is, got ${String(rng)}`;
  });
  const [low, high] = range;
  check(low > 0 && high >= low && Number.isFinite(high), 'bad-argument', () => {
    return `randomScale: range must be [low, high] with 0 < low ≤ high, got [${range}]`;
  });
  checkMesh(mesh, 'randomScale');
  const factor = rng.uniform(low, high);
  const [x, y, z] = [0, 1, 2].map((axis) => {
    let [least, most] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
    for (const vertex of mesh.indices) {
      const at = mesh.positions[3 * vertex + axis]!;
      if (at < least) least = at;
      if (at > most) most = at;
    }
    return ((least + most) / 2) * (1 - factor);
  }) as [number, number, number];
  return transformMesh(mesh, [factor, 0, 0, 0, 0, factor, 0, 0, 0, 0, factor, 0, x, y, z, 1]);
}

function each(
  triples: Float32Array,
  map: (x: number, y: number, z: number) => readonly [number, number, number],
): Float32Array {
  const out = new Float32Array(triples.length);
  for (let v = 0; v < triples.length; v += 3) out.set(map(triples[v]!, triples[v + 1]!, triples[v + 2]!), v);
  return out;
}

function turned(indices: Uint32Array): Uint32Array {
  const out = indices.slice();
  for (let corner = 0; corner < out.length; corner += 3) {
    out[corner + 1] = indices[corner + 2]!;
    out[corner + 2] = indices[corner + 1]!;
  }
  return out;
}
