// Finds the pairs of triangles of a mesh that pass through each other.
import { type BoxTree, check, type TriangleMesh, triangleTree } from '@vrn/voxel';
import { checkMesh, checkOptions, defined } from '@vrn/voxel/internal';
import { trianglesCross } from './trianglesCross.js';

export interface SelfIntersectionsOptions {
  /** Maximum number of pairs; the search ends when that many are found. */
  readonly limit?: number;
}

export const SELF_INTERSECTIONS_DEFAULTS = { limit: 100_000 } as const;

/**
 * Returns the pairs of triangles that cross or overlap; it suffices that two of their edges cross in a point. Triangles
 * that only touch with a vertex or along an edge do not count, and neither do neighbours that share a vertex or an
 * edge, unless they cross or overlap elsewhere.
 *
 * @param mesh  any number of faces, including none
 * @param options.limit  default 100,000 pairs, at least 1
 * @returns  `[2N]`: face indices, the lower one of each pair first, pairs in ascending order
 * @throws {VolumetricError} `bad-mesh`, `bad-argument`
 * Cost: O(F log F) for meshes whose triangles have few neighbours in space, plus the pairs whose boxes overlap.
 *
 * @example
 * const positions = Float32Array.of(0, 0, 0, 4, 0, 0, 0, 4, 0, 1, 1, -1, 1, 1, 1, 2, 3, 1);
 * selfIntersections({ positions, indices: Uint32Array.of(0, 1, 2, 3, 4, 5) }); // → [0, 1]
 *
 * Source: Ericson 2005, "Real-Time Collision Detection", 6.3 (traversal of box trees) and 5.2.10 (edges against
 * triangles).
 */
export function selfIntersections(mesh: TriangleMesh, options: SelfIntersectionsOptions = {}): Uint32Array {
  checkMesh(mesh, 'selfIntersections', { faces: 'any' });
  checkOptions('selfIntersections', options, SELF_INTERSECTIONS_DEFAULTS);
  const { limit } = { ...SELF_INTERSECTIONS_DEFAULTS, ...defined(options) };
  check(limit >= 1, 'bad-argument', () => `selfIntersections: limit must be at least 1, got ${limit}`);
  if (mesh.indices.length === 0) return new Uint32Array(0);
  const pairs: [number, number][] = [];
  visitPairs(triangleTree(mesh), (a, b) => {
    if (trianglesCross(mesh, a, b)) pairs.push(a < b ? [a, b] : [b, a]);
    return pairs.length < limit;
  });
  pairs.sort((one, other) => one[0] - other[0] || one[1] - other[1]);
  return Uint32Array.from(pairs.flat());
}

/** Calls `visit` for every pair of items in one leaf or in two leaves whose boxes overlap, until it returns false. */
function visitPairs(tree: BoxTree, visit: (a: number, b: number) => boolean): void {
  const { second, start, end, order } = tree;
  const stack = [0, 0];
  while (stack.length > 0) {
    const b = stack.pop()!;
    const a = stack.pop()!;
    const isLeaf = second[a] === 0;
    if (a === b) {
      if (!isLeaf) {
        const right = second[a]!;
        stack.push(a + 1, a + 1, right, right, a + 1, right);
        continue;
      }
      for (let i = start[a]!; i < end[a]!; i++) {
        for (let j = i + 1; j < end[a]!; j++) if (!visit(order[i]!, order[j]!)) return;
      }
      continue;
    }
    if (!overlap(tree.bounds, 6 * a, 6 * b)) continue;
    if (isLeaf && second[b] === 0) {
      for (let i = start[a]!; i < end[a]!; i++) {
        for (let j = start[b]!; j < end[b]!; j++) if (!visit(order[i]!, order[j]!)) return;
      }
      continue;
    }
    // The node with more items is split, unless it is a leaf.
    if (second[b] === 0 || (!isLeaf && end[a]! - start[a]! >= end[b]! - start[b]!)) {
      stack.push(a + 1, b, second[a]!, b);
    } else stack.push(a, b + 1, a, second[b]!);
  }
}

const overlap = (box: Float32Array, a: number, b: number): boolean =>
  box[a]! <= box[b + 3]! &&
  box[b]! <= box[a + 3]! &&
  box[a + 1]! <= box[b + 4]! &&
  box[b + 1]! <= box[a + 4]! &&
  box[a + 2]! <= box[b + 5]! &&
  box[b + 2]! <= box[a + 5]!;
