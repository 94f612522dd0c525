// A standing person of a sphere and eight capsules, as a soft volume and as a closed mesh: what benchmarks measure on.
import { marchingCubes } from '@vrn/mesh';
import { type Grid, packed, type TriangleMesh, type Triple, type Volume } from '@vrn/voxel';
import { dot, subtract } from './solid.js';

/** All points nearer to the segment than the radius, in world units; a sphere where both ends are one point. */
interface Part {
  readonly from: Triple;
  readonly to: Triple;
  readonly radius: number;
}

/** Head, torso, hips, arms, legs. No axis is parallel to the grid's and no two limbs are mirror images: nothing lies on samples. */
const PARTS: readonly Part[] = [
  { from: [0.013, 0.763, 0.021], to: [0.013, 0.763, 0.021], radius: 0.157 },
  { from: [0.004, 0.427, -0.013], to: [-0.007, 0.031, 0.005], radius: 0.213 },
  { from: [-0.091, -0.117, 0.003], to: [0.083, -0.109, -0.008], radius: 0.163 },
  { from: [-0.211, 0.479, -0.017], to: [-0.347, 0.167, 0.031], radius: 0.078 },
  { from: [0.217, 0.483, -0.011], to: [0.371, 0.183, -0.043], radius: 0.078 },
  { from: [-0.347, 0.167, 0.031], to: [-0.387, -0.121, 0.137], radius: 0.063 },
  { from: [0.371, 0.183, -0.043], to: [0.403, -0.113, 0.061], radius: 0.063 },
  { from: [-0.107, -0.173, 0.007], to: [-0.169, -0.837, -0.023], radius: 0.107 },
  { from: [0.103, -0.169, -0.009], to: [0.181, -0.831, 0.037], radius: 0.107 },
];

/** Logistic units a voxel: from a tenth to nine tenths over 1.1 voxels. */
const STEEPNESS = 4;
/** Voxels from the surface at which occupancy is 0 (1e-14 by the formula), so that no number is denormal. */
const REACH = 8;
/** Triangles of the surface at 128³; their number grows as the square of the resolution. */
const TRIANGLES_AT_128 = 34_672;

/**
 * The grid about the body for a shape, or for a cube's side: its rows span y from −1 to 1, and its voxels are cubes. The
 * body lies within |x| < 0.5, |y| < 0.96, |z| < 0.25: half as many columns as rows, and a quarter as many slices, hold all of it.
 */
export function bodyGrid(size: number | Triple = 128): Grid {
  const shape = triple(size);
  const [x, z] = [shape[1] / shape[0], shape[2] / shape[0]];
  return { shape, min: [-x, -1, -z], max: [x, 1, z] };
}

/**
 * Occupancy of the body on {@link bodyGrid}: the logistic function of the distance to its surface, a voxel wide.
 *
 * @param size  `[rows, columns, slices]`, or the side of a cube.
 * @returns  `[rows, columns, slices]`, 0..1; 34,672 triangles at 128³ and a level of 0.5.
 * Cost: O(voxels within 8 of a part).
 */
export function bodyVolume(size: number | Triple = 128): Volume<Float32Array> {
  const { shape, min, max } = bodyGrid(size);
  const [rows, columns, slices] = shape;
  const side = 2 / rows;
  const data = new Float32Array(rows * columns * slices);
  /** The samples along an axis within reach of the part: from the first to before the last. */
  const span = (low: number, high: number, count: number): [number, number] => [
    Math.max(0, Math.floor(low / side - REACH)),
    Math.min(count, Math.ceil(high / side + REACH)),
  ];
  for (const { from, to, radius } of PARTS) {
    const low = (axis: number) => Math.min(from[axis]!, to[axis]!) - radius;
    const high = (axis: number) => Math.max(from[axis]!, to[axis]!) + radius;
    const [top, bottom] = span(max[1] - high(1), max[1] - low(1), rows);
    const [left, right] = span(low(0) - min[0], high(0) - min[0], columns);
    const [front, back] = span(max[2] - high(2), max[2] - low(2), slices);
    const axis = subtract(to, from);
    const length2 = dot(axis, axis) || 1;
    for (let i = top; i < bottom; i++) {
      const y = max[1] - (i + 0.5) * side - from[1];
      for (let j = left; j < right; j++) {
        const x = min[0] + (j + 0.5) * side - from[0];
        for (let k = front; k < back; k++) {
          const z = max[2] - (k + 0.5) * side - from[2];
          const along = Math.max(0, Math.min(1, (x * axis[0] + y * axis[1] + z * axis[2]) / length2));
          const [u, v, w] = [x - along * axis[0], y - along * axis[1], z - along * axis[2]];
          const distance = (Math.sqrt(u * u + v * v + w * w) - radius) / side;
          if (distance >= REACH) continue;
          const at = (i * columns + j) * slices + k;
          data[at] = Math.max(data[at]!, 1 / (1 + Math.exp(STEEPNESS * distance)));
        }
      }
    }
  }
  return packed(data, shape);
}

/**
 * The body's surface, closed, of about so many triangles (within 2 % from 10,000 up): marching cubes of a cube fine enough.
 *
 * @example
 * inspect(bodyMesh(100_000)).closed;  // → true
 */
export function bodyMesh(triangles = 100_000): TriangleMesh {
  const side = Math.round(128 * Math.sqrt(triangles / TRIANGLES_AT_128));
  return marchingCubes(bodyVolume(side), { grid: bodyGrid(side) });
}

const triple = (size: number | Triple): Triple => (typeof size === 'number' ? [size, size, size] : size);
