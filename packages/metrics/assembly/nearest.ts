// Searches nearest faces or points in AssemblyScript, for WebAssembly with SIMD. It tests four boxes or four balls at
// once in single precision, with margins for rounding errors. Distances to the items that remain are computed in double
// precision, with the operations of src/surfaces/nearest. src/simd/simdKernel.ts calls it;
// `node packages/metrics/assembly/build.mjs` compiles it into src/simd/nearestCode.ts.

import { centreX, centreY, centreZ, ROUNDING, scale } from './frame';
import { itemOf, recordAt, squaredTo, writeNearest } from './items';
import { base, GROUP, HEAD, REFERENCES } from './tree';

export { build } from './tree';

/** Factor that increases a distance, or a squared distance, by more than the rounding errors of single precision. */
const MARGIN: f64 = 1.0000038146972656; // 1 + 2⁻¹⁸

/** Bytes of an entry of the stack: the squared distance to the box of a node or leaf, and the reference to it. */
const ENTRY: usize = 8;

/**
 * Grows memory, if necessary, to hold a number of bytes from a fixed address on. Returns that address, a multiple of
 * 64, or 0 if memory cannot grow.
 */
export function reserve(bytes: f64): usize {
  const start = (__heap_base + 63) & ~63;
  const missing = Math.ceil((bytes + <f64>start) / 65536) - <f64>memory.size();
  if (missing > 65536) return 0;
  return missing > 0 && memory.grow(<i32>missing) < 0 ? 0 : start;
}

/**
 * Finds the nearest item of each of the `count` queries whose indices `order` lists. Writes its squared distance, its
 * index and, unless `points` is 0, the nearest point of the face.
 */
export function search(
  root: u32,
  queries: usize,
  order: usize,
  count: u32,
  squared: usize,
  items: usize,
  points: usize,
  stack: usize,
): void {
  // The distances of a node's four boxes lie before the stack.
  const bottom = stack + 16;
  const zero = f32x4.splat(0);
  const squaredScale = scale * scale * MARGIN;
  let place: u32 = 0;
  for (let n: u32 = 0; n < count; n++) {
    const q = <usize>load<u32>(order + 4 * <usize>n);
    const query = queries + 24 * q;
    const x = load<f64>(query);
    const y = load<f64>(query, 8);
    const z = load<f64>(query, 16);
    const localX = (x - centreX) * scale;
    const localY = (y - centreY) * scale;
    const localZ = (z - centreZ) * scale;
    const rounding = ROUNDING * Math.max(Math.max(1, Math.abs(localX)), Math.max(Math.abs(localY), Math.abs(localZ)));
    const highX = f32x4.splat(<f32>(localX + rounding));
    const highY = f32x4.splat(<f32>(localY + rounding));
    const highZ = f32x4.splat(<f32>(localZ + rounding));
    const lowX = f32x4.splat(<f32>(localX - rounding));
    const lowY = f32x4.splat(<f32>(localY - rounding));
    const lowZ = f32x4.splat(<f32>(localZ - rounding));
    const atX = f32x4.splat(<f32>localX);
    const atY = f32x4.splat(<f32>localY);
    const atZ = f32x4.splat(<f32>localZ);
    // Starts from the previous result, which is near if neighbours follow each other.
    let best = squaredTo(recordAt(place), x, y, z);
    let bound = <f32>(best * squaredScale);
    let reach = f32x4.splat(<f32>(Math.sqrt(best) * scale * MARGIN + 2 * rounding));
    let reference = root;
    let top = bottom;
    for (;;) {
      const node = base + <usize>reference;
      if ((reference & 1) === 0) {
        const dx = beyond(v128.load(node), highX, lowX, v128.load(node, 48), zero);
        const dy = beyond(v128.load(node, 16), highY, lowY, v128.load(node, 64), zero);
        const dz = beyond(v128.load(node, 32), highZ, lowZ, v128.load(node, 80), zero);
        const distances = sumOfSquares(dx, dy, dz);
        let lanes = i32x4.bitmask(f32x4.le(distances, f32x4.splat(bound)));
        if (lanes !== 0) {
          let lane = <usize>ctz(lanes);
          lanes &= lanes - 1;
          if (lanes !== 0) {
            // Continues with the nearest child; the others wait.
            v128.store(stack, distances);
            let nearest = load<f32>(stack + 4 * lane);
            do {
              const other = <usize>ctz(lanes);
              lanes &= lanes - 1;
              const distance = load<f32>(stack + 4 * other);
              const isNearer = distance < nearest;
              store<f32>(top, isNearer ? nearest : distance);
              store<u32>(top, load<u32>(node + 4 * (isNearer ? lane : other), REFERENCES), 4);
              top += ENTRY;
              nearest = isNearer ? distance : nearest;
              lane = isNearer ? other : lane;
            } while (lanes !== 0);
          }
          reference = load<u32>(node + 4 * lane, REFERENCES);
          continue;
        }
      } else {
        const leaf = node - 1;
        const groups = load<u32>(leaf, 4);
        for (let group: u32 = 0; group < groups; group++) {
          const ball = leaf + HEAD + GROUP * <usize>group;
          const dx = f32x4.sub(v128.load(ball), atX);
          const dy = f32x4.sub(v128.load(ball, 16), atY);
          const dz = f32x4.sub(v128.load(ball, 32), atZ);
          const farthest = f32x4.add(v128.load(ball, 48), reach);
          let lanes = i32x4.bitmask(f32x4.le(sumOfSquares(dx, dy, dz), f32x4.mul(farthest, farthest)));
          while (lanes !== 0) {
            const at = load<u32>(leaf) + 4 * group + <u32>ctz(lanes);
            lanes &= lanes - 1;
            const distance = squaredTo(recordAt(at), x, y, z);
            if (distance < best) {
              best = distance;
              bound = <f32>(best * squaredScale);
              reach = f32x4.splat(<f32>(Math.sqrt(best) * scale * MARGIN + 2 * rounding));
              place = at;
            }
          }
        }
      }
      do top -= ENTRY;
      while (top >= bottom && load<f32>(top) > bound);
      if (top < bottom) break;
      reference = load<u32>(top, 4);
    }
    store<f64>(squared + 8 * q, best);
    store<u32>(items + 4 * q, itemOf(recordAt(place)));
    if (points !== 0) writeNearest(points + 12 * q, recordAt(place), x, y, z);
  }
}

/**
 * Returns lower bounds on the distances of a coordinate, known to lie in `low`..`high`, to four intervals
 * `minimum`..`maximum`: 0 (`zero`) where it may lie inside.
 */
function beyond(minimum: v128, high: v128, low: v128, maximum: v128, zero: v128): v128 {
  return f32x4.pmax(f32x4.pmax(f32x4.sub(minimum, high), f32x4.sub(low, maximum)), zero);
}

function sumOfSquares(x: v128, y: v128, z: v128): v128 {
  return f32x4.add(f32x4.add(f32x4.mul(x, x), f32x4.mul(y, y)), f32x4.mul(z, z));
}
