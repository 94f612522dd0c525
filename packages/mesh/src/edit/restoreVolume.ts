// Restores the volume of closed components after smoothing, by moving their vertices along the normals.
import type { TriangleMesh } from '@vrn/voxel';
import { piecesOf } from './pieces.js';

/** Maximum number of iterations. A ball that lost 7/8 of its volume needs 7, one that lost 1/100 needs 3. */
const MAX_ITERATIONS = 12;
/**
 * Minimum ratio of a component's volume after smoothing to its volume before; the inverse is the maximum. Components
 * beyond these limits, such as single voxels, get their original positions back.
 */
const MIN_SHARE = 1 / 8;
/**
 * Relative error of the volume at which iteration stops; rounding of the positions to single precision causes a larger
 * error.
 */
const TOLERANCE = 1e-9;

/**
 * Restores the volume of every closed component to its value in `before`, by moving all vertices of the component by
 * the same distance along their normals. `positions` is modified in place. Components with a vertex on a boundary are
 * not changed. Closed components that have shrunk to less than an eighth of their volume, grown more than eightfold,
 * turned inside out, or had no volume get their original positions back.
 *
 * Cost: O(V + F) per iteration, usually three iterations.
 */
export function restoreVolume(positions: Float64Array, before: TriangleMesh, onBoundary: Uint8Array): void {
  const { indices } = before;
  const { count, of } = piecesOf(before);
  const open = new Uint8Array(count + 1);
  for (let v = 0; v < onBoundary.length; v++) if (onBoundary[v] === 1) open[of[v]!] = 1;
  const target = volumesOf(before.positions, indices, { count, of });
  const remaining = volumesOf(positions, indices, { count, of });
  for (let v = 0; v < of.length; v++) {
    const piece = of[v]!;
    const share = remaining[piece]! / target[piece]!;
    if (piece === count || open[piece] === 1 || (share >= MIN_SHARE && share <= 1 / MIN_SHARE)) continue;
    for (let axis = 3 * v; axis < 3 * v + 3; axis++) positions[axis] = before.positions[axis]!;
  }
  const normals = new Float64Array(positions.length);
  const lengths = new Float64Array(positions.length / 3);
  for (let step = 0; step < MAX_ITERATIONS; step++) {
    const volumes = volumesOf(positions, indices, { count, of });
    let moving = false;
    for (let piece = 0; piece < count; piece++) {
      const missing = target[piece]! - volumes[piece]!;
      volumes[piece] = open[piece] === 1 || Math.abs(missing) <= TOLERANCE * Math.abs(target[piece]!) ? 0 : missing;
      moving ||= volumes[piece] !== 0;
    }
    if (!moving) return;
    gradient(positions, indices, normals);
    // A vertex that moves by d along its gradient changes the volume by d times the gradient's length.
    const growth = new Float64Array(count);
    for (let v = 0; v < lengths.length; v++) {
      const x = normals[3 * v]!;
      const y = normals[3 * v + 1]!;
      const z = normals[3 * v + 2]!;
      lengths[v] = Math.sqrt(x * x + y * y + z * z);
      if (of[v]! < count) growth[of[v]!]! += lengths[v]!;
    }
    for (let v = 0; v < lengths.length; v++) {
      const piece = of[v]!;
      if (piece === count || volumes[piece] === 0 || !(lengths[v]! > 0)) continue;
      const scale = volumes[piece]! / growth[piece]! / lengths[v]!;
      for (let axis = 3 * v; axis < 3 * v + 3; axis++) positions[axis]! += scale * normals[axis]!;
    }
  }
}

interface Labels {
  readonly count: number;
  readonly of: Uint32Array;
}

/**
 * Signed volume of every component, computed relative to one of its vertices, so that no precision is lost far from the
 * origin.
 */
function volumesOf(p: ArrayLike<number>, indices: Uint32Array, { count, of }: Labels): Float64Array {
  const volumes = new Float64Array(count);
  const origin = new Uint32Array(count).fill(0xffffffff);
  for (let f = 0; f < indices.length; f += 3) {
    const a = 3 * indices[f]!;
    const b = 3 * indices[f + 1]!;
    const c = 3 * indices[f + 2]!;
    const piece = of[indices[f]!]!;
    if (origin[piece] === 0xffffffff) origin[piece] = a;
    const o = origin[piece]!;
    const [x, y, z] = [p[o]!, p[o + 1]!, p[o + 2]!];
    const ax = p[a]! - x;
    const ay = p[a + 1]! - y;
    const az = p[a + 2]! - z;
    const bx = p[b]! - x;
    const by = p[b + 1]! - y;
    const bz = p[b + 2]! - z;
    const cx = p[c]! - x;
    const cy = p[c + 1]! - y;
    const cz = p[c + 2]! - z;
    volumes[piece]! += (ax * (by * cz - bz * cy) + ay * (bz * cx - bx * cz) + az * (bx * cy - by * cx)) / 6;
  }
  return volumes;
}

/**
 * Gradient of the volume with respect to the vertex positions: a sixth of the sum of the normals of the vertex's faces,
 * each with twice the face's area as its length.
 */
function gradient(p: Float64Array, indices: Uint32Array, out: Float64Array): void {
  out.fill(0);
  for (let f = 0; f < indices.length; f += 3) {
    const a = 3 * indices[f]!;
    const b = 3 * indices[f + 1]!;
    const c = 3 * indices[f + 2]!;
    const ux = p[b]! - p[a]!;
    const uy = p[b + 1]! - p[a + 1]!;
    const uz = p[b + 2]! - p[a + 2]!;
    const vx = p[c]! - p[a]!;
    const vy = p[c + 1]! - p[a + 1]!;
    const vz = p[c + 2]! - p[a + 2]!;
    const x = (uy * vz - uz * vy) / 6;
    const y = (uz * vx - ux * vz) / 6;
    const z = (ux * vy - uy * vx) / 6;
    for (let corner = f; corner < f + 3; corner++) {
      const at = 3 * indices[corner]!;
      out[at]! += x;
      out[at + 1]! += y;
      out[at + 2]! += z;
    }
  }
}
