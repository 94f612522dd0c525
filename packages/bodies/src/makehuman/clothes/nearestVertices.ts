// Finds the nearest vertex of a mesh for each point.
import { pointTree } from '@vrn/voxel';

/**
 * Returns the index of the nearest of `targets` for each of `points`. Ties go to the first in the order of traversal.
 *
 * @param points   [3N] positions.
 * @param targets  [3M] positions, at least one.
 * @returns        [N], each below M.
 * Cost: O(M log M + N log M).
 */
export function nearestVertices(points: Float32Array, targets: Float32Array): Uint32Array {
  const { bounds, second, start, end, order } = pointTree(targets);
  const found = new Uint32Array(points.length / 3);
  const stack = new Int32Array(64);
  for (let at = 0; at < found.length; at++) {
    const [x, y, z] = [points[3 * at]!, points[3 * at + 1]!, points[3 * at + 2]!];
    const squaredDistance = (node: number): number => {
      const b = 6 * node;
      const dx = Math.max(bounds[b]! - x, 0, x - bounds[b + 3]!);
      const dy = Math.max(bounds[b + 1]! - y, 0, y - bounds[b + 4]!);
      const dz = Math.max(bounds[b + 2]! - z, 0, z - bounds[b + 5]!);
      return dx * dx + dy * dy + dz * dz;
    };
    let best = Number.POSITIVE_INFINITY;
    let top = 1;
    stack[0] = 0;
    while (top > 0) {
      const node = stack[--top]!;
      if (squaredDistance(node) >= best) continue;
      if (second[node] !== 0) {
        // Visits the nearer child first.
        const [near, far] =
          squaredDistance(node + 1) <= squaredDistance(second[node]!)
            ? [node + 1, second[node]!]
            : [second[node]!, node + 1];
        stack[top++] = far;
        stack[top++] = near;
        continue;
      }
      for (let i = start[node]!; i < end[node]!; i++) {
        const t = 3 * order[i]!;
        const [dx, dy, dz] = [targets[t]! - x, targets[t + 1]! - y, targets[t + 2]! - z];
        const squared = dx * dx + dy * dy + dz * dz;
        if (squared >= best) continue;
        best = squared;
        found[at] = order[i]!;
      }
    }
  }
  return found;
}
