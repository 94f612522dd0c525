// Creates a standing person of a sphere and eight capsules, as a soft volume and as a closed mesh, for benchmarks.
import { marchingCubes } from '@vrn/mesh';
import { type Grid, packed, type TriangleMesh, type Triple, type Volume } from '@vrn/voxel';
import { dot, subtract } from './solid.js';

/** A capsule: all points within `radius` of the segment, in world units; a sphere if both ends are equal. */
interface Part {
  readonly from: Triple;
  readonly to: Triple;
  readonly radius: number;
}

/**
 * Head, torso, hips, arms, legs. No axis is parallel to an axis of the grid and no two limbs are mirror images, so the
 * surface does not coincide with sample points.
 */
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

/** Slope of the logistic function, in logits per voxel: occupancy rises from 0.1 to 0.9 over 1.1 voxels. */
const STEEPNESS = 4;
/** Distance from the surface, in voxels, beyond which occupancy is 0 (1e-14 by the formula), to avoid denormals. */
const FALLOFF_VOXELS = 8;
/** Number of triangles of the surface at 128³. It grows with the square of the resolution. */
const TRIANGLES_AT_128 = 34_672;

/**
 * Creates the grid around the body. Its rows span y from −1 to 1, and its voxels are cubes. The body lies within
 * |x| < 0.5, |y| < 0.96, |z| < 0.25, so half as many columns as rows and a quarter as many slices contain it.
 *
 * @param size  `[rows, columns, slices]`, or the number of voxels along each side of a cube. Default 128.
 */
export function bodyGrid(size: number | Triple = 128): Grid {
  const shape = triple(size);
  const x = shape[1] / shape[0];
  const z = shape[2] / shape[0];
  return { shape, min: [-x, -1, -z], max: [x, 1, z] };
}

/**
 * Computes the occupancy of the body on {@link bodyGrid}: the logistic function of the distance to its surface, with a
 * transition about one voxel wide.
 *
 * @param size  `[rows, columns, slices]`, or the number of voxels along each side of a cube. Default 128.
 * @returns     `[rows, columns, slices]`, 0..1. Marching cubes at 128³ and level 0.5 gives 34,672 triangles.
 * Cost: O(voxels + voxels in the capsules' bounding boxes, each enlarged by 8 voxels on every side).
 */
export function bodyVolume(size: number | Triple = 128): Volume<Float32Array> {
  const { shape, min, max } = bodyGrid(size);
  const [rows, columns, slices] = shape;
  const side = 2 / rows;
  const data = new Float32Array(rows * columns * slices);
  /** Range of samples along an axis within the falloff of a part; the end is excluded. */
  const span = (low: number, high: number, count: number): [number, number] => [
    Math.max(0, Math.floor(low / side - FALLOFF_VOXELS)),
    Math.min(count, Math.ceil(high / side + FALLOFF_VOXELS)),
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
          const u = x - along * axis[0];
          const v = y - along * axis[1];
          const w = z - along * axis[2];
          const distance = (Math.sqrt(u * u + v * v + w * w) - radius) / side;
          if (distance >= FALLOFF_VOXELS) continue;
          const at = (i * columns + j) * slices + k;
          data[at] = Math.max(data[at]!, 1 / (1 + Math.exp(STEEPNESS * distance)));
        }
      }
    }
  }
  return packed(data, shape);
}

/**
 * Creates a closed mesh of the body's surface with marching cubes on a grid of suitable resolution.
 *
 * @param triangles  approximate number of triangles; from 10,000 on, the result is within 2 %. Default 100,000.
 *
 * @example
 * inspect(bodyMesh(100_000)).closed;  // → true
 */
export function bodyMesh(triangles = 100_000): TriangleMesh {
  const side = Math.round(128 * Math.sqrt(triangles / TRIANGLES_AT_128));
  return marchingCubes(bodyVolume(side), { grid: bodyGrid(side) });
}

const triple = (size: number | Triple): Triple => (typeof size === 'number' ? [size, size, size] : size);
