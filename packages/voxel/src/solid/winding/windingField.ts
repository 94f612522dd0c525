// Evaluates the winding number of a mesh with a tree of its triangles.
import { triangleTree } from '../../core/boxTree.js';
import type { TriangleMesh } from '../../core/triangleMesh.js';
import { solidAngle } from './solidAngle.js';
import { STRIDE, windingMoments } from './windingMoments.js';

/** Default distance, in radii, beyond which a cluster is summed as one; at 2 the error is about 0.005. */
export const BETA = 2;

/** Creates a function of a point that returns the winding number, without the checks of `windingNumber`. */
export function windingField(mesh: TriangleMesh, beta: number): (x: number, y: number, z: number) => number {
  const tree = triangleTree(mesh);
  const { second, start, end, order } = tree;
  const { positions, indices } = mesh;
  const corners = new Float32Array(3 * indices.length);
  for (let i = 0; i < order.length; i++) {
    for (let c = 0; c < 9; c++) corners[9 * i + c] = positions[3 * indices[3 * order[i]! + ((c / 3) | 0)]! + (c % 3)]!;
  }
  const moments = windingMoments(tree, corners, beta);
  const stack = new Uint32Array(64);
  return (x, y, z) => {
    let sum = 0;
    let top = 1;
    stack[0] = 0;
    while (top > 0) {
      const node = stack[--top]!;
      const m = STRIDE * node;
      const rx = moments[m]! - x;
      const ry = moments[m + 1]! - y;
      const rz = moments[m + 2]! - z;
      const square = rx * rx + ry * ry + rz * rz;
      const child = second[node]!;
      if (square > moments[m + 3]!) {
        const inverse = 1 / square;
        const xx = rx * rx;
        const yy = ry * ry;
        const zz = rz * rz;
        const quadratic =
          xx * moments[m + 8]! +
          yy * moments[m + 9]! +
          zz * moments[m + 10]! +
          rx * ry * moments[m + 11]! +
          rx * rz * moments[m + 12]! +
          ry * rz * moments[m + 13]!;
        const cubic =
          xx * (rx * moments[m + 14]! + ry * moments[m + 17]! + rz * moments[m + 18]!) +
          yy * (ry * moments[m + 15]! + rx * moments[m + 19]! + rz * moments[m + 20]!) +
          zz * (rz * moments[m + 16]! + rx * moments[m + 21]! + ry * moments[m + 22]!) +
          rx * ry * rz * moments[m + 23]!;
        const linear = rx * moments[m + 4]! + ry * moments[m + 5]! + rz * moments[m + 6]!;
        sum += (linear + (quadratic + cubic * inverse) * inverse) * inverse * Math.sqrt(inverse);
      } else if (child > 0) {
        stack[top++] = child;
        stack[top++] = node + 1;
      } else {
        const last = 9 * end[node]!;
        for (let c = 9 * start[node]!; c < last; c += 9) sum += solidAngle(corners, c, c + 3, c + 6, x, y, z);
      }
    }
    return sum;
  };
}
