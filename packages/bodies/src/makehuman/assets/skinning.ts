// Reads skin weights, and moves vertices by their bones.
import { check, VolumetricError } from '@vrn/voxel';
import { isSingle } from './isSingle.js';
import type { Rig } from './skeleton.js';

/** For each vertex of a mesh (body, eyes or garment), the bones that move it most, and their weights. */
export interface SkinWeights {
  /** Number of bones per vertex. */
  readonly width: number;
  /** `[V, width]`: bone indices, strongest first; 0 where the weight is 0. */
  readonly bones: Uint8Array | Uint16Array;
  /** `[V, width]`: weights that sum to 1 per vertex. */
  readonly weights: Float32Array;
}

/** Maximum number of bones per vertex. Further bones are too weak to matter. */
export const MAX_BONES = 8;

/**
 * Reads default_weights.mhw (or MPFB's weights.….json): for every bone, its vertices and their weights.
 *
 * Only the `MAX_BONES` strongest bones of each vertex are kept, and their weights are normalised to sum to 1. A vertex
 * without weights follows the root.
 *
 * @throws {VolumetricError} `bad-file`, with the path: invalid JSON, no weights, bones without a list, unknown bones or
 *   vertices, weights that are negative or not finite
 */
export function readWeights(bytes: Uint8Array, path: string, options: { rig: Rig; vertices: number }): SkinWeights {
  const { rig, vertices } = options;
  const pairs = Array.from({ length: vertices }, (): [bone: number, weight: number][] => []);
  for (const [name, list] of Object.entries(parse(bytes, path))) {
    const bone = rig.indexOf.get(name);
    check(bone !== undefined, 'bad-file', () => `readWeights: ${path} must use bones of the rig, got ${name}`);
    check(
      Array.isArray(list),
      'bad-file',
      () => `readWeights: ${path} bone ${name} must have a list, got ${typeof list}`,
    );
    for (const pair of list) {
      const [v, weight] = Array.isArray(pair) ? (pair as unknown[]).map(Number) : [];
      const own = pairs[v ?? -1];
      check(own !== undefined && isSingle(weight!) && weight! >= 0, 'bad-file', () => {
        const got = JSON.stringify(pair).slice(0, 60);
        return `readWeights: ${path} bone ${name} must weight vertices from 0 to ${vertices - 1}, got ${got}`;
      });
      if (weight! > 0) own.push([bone, weight!]);
    }
  }
  return strongest(pairs);
}

/**
 * Packs bones and weights per vertex: keeps the strongest bones and normalises their weights to sum to 1. A vertex
 * without weights gets bone 0, the root.
 */
export function strongest(pairs: readonly (readonly (readonly [bone: number, weight: number])[])[]): SkinWeights {
  const bones = new Uint16Array(MAX_BONES * pairs.length);
  const weights = new Float32Array(MAX_BONES * pairs.length);
  pairs.forEach((list, v) => {
    const kept = [...list].sort((a, b) => b[1] - a[1] || a[0] - b[0]).slice(0, MAX_BONES);
    const sum = kept.reduce((before, [, weight]) => before + weight, 0);
    if (sum === 0) weights[MAX_BONES * v] = 1;
    else {
      kept.forEach(([bone, weight], at) => {
        bones[MAX_BONES * v + at] = bone;
        weights[MAX_BONES * v + at] = weight / sum;
      });
    }
  });
  return { width: MAX_BONES, bones, weights };
}

/**
 * Moves vertices by their bones (linear blend skinning).
 *
 * @param positions  `[V, 3]` at rest.
 * @param weights    skin weights of the same V vertices.
 * @param matrices   `[B, 12]`: the rows of a 3×4 matrix per bone, from rest to pose (see poseSkeleton).
 * @returns          `[V, 3]` in the pose.
 * @throws {VolumetricError} `shape-mismatch`
 * Cost: O(V · width).
 */
export function skin(positions: Float32Array, weights: SkinWeights, matrices: Float64Array): Float32Array {
  const { width, bones, weights: shares } = weights;
  const count = positions.length / 3;
  check(shares.length === width * count, 'shape-mismatch', () => {
    return `skin: weights must have ${count} vertices, got ${shares.length / width}`;
  });
  const out = new Float32Array(positions.length);
  for (let v = 0; v < count; v++) {
    const [px, py, pz] = [positions[3 * v]!, positions[3 * v + 1]!, positions[3 * v + 2]!];
    let [x, y, z] = [0, 0, 0];
    for (let at = width * v; at < width * v + width; at++) {
      const w = shares[at]!;
      if (w === 0) break;
      const m = 12 * bones[at]!;
      x += w * (matrices[m]! * px + matrices[m + 1]! * py + matrices[m + 2]! * pz + matrices[m + 3]!);
      y += w * (matrices[m + 4]! * px + matrices[m + 5]! * py + matrices[m + 6]! * pz + matrices[m + 7]!);
      z += w * (matrices[m + 8]! * px + matrices[m + 9]! * py + matrices[m + 10]! * pz + matrices[m + 11]!);
    }
    out[3 * v] = x;
    out[3 * v + 1] = y;
    out[3 * v + 2] = z;
  }
  return out;
}

function parse(bytes: Uint8Array, path: string): Readonly<Record<string, unknown>> {
  try {
    const file = JSON.parse(new TextDecoder().decode(bytes)) as { weights?: unknown } | null;
    if (typeof file?.weights === 'object' && file.weights !== null) return file.weights as Record<string, unknown>;
  } catch (error) {
    throw new VolumetricError(
      'bad-file',
      `readWeights: ${path} must be JSON, got ${String(error).replace(/\s+/g, ' ')}`,
      { cause: error },
    );
  }
  throw new VolumetricError('bad-file', `readWeights: ${path} must have weights, got none`);
}
