// Provides helpers for tests of volumes: a grid around a body, and the share of the largest connected component.
import { fitGrid, type Grid, type TriangleMesh, type Volume } from '@vrn/voxel';

/** Returns a cube of n³ voxels around a mesh; the larger of the mesh's width and height is four fifths of its side. */
export function aroundBody(mesh: TriangleMesh, n: number): Grid {
  const { min, max } = fitGrid(mesh, { shape: [1, 1, 1], margin: 0 });
  const half = Math.max(max[0] - min[0], max[1] - min[1]) / 1.6;
  const corner = (sign: 1 | -1) =>
    min.map((low, axis) => (low + max[axis]!) / 2 + sign * half) as [number, number, number];
  return { shape: [n, n, n], min: corner(-1), max: corner(1) };
}

/** Returns the share of occupied voxels that belong to the largest component connected by voxel faces. */
export function largestShare({ data, shape }: Volume): number {
  const [rows, columns, slices] = shape as [number, number, number];
  const seen = new Uint8Array(data.length);
  const stack = new Int32Array(data.length);
  let best = 0;
  let total = 0;
  for (let start = 0; start < data.length; start++) {
    if (data[start]! < 0.5 || seen[start] === 1) continue;
    let top = 1;
    let size = 0;
    stack[0] = start;
    seen[start] = 1;
    while (top > 0) {
      const at = stack[--top]!;
      size++;
      const k = at % slices;
      const j = Math.floor(at / slices) % columns;
      const i = Math.floor(at / slices / columns);
      const go = (to: number): void => {
        if (data[to]! < 0.5 || seen[to] === 1) return;
        seen[to] = 1;
        stack[top++] = to;
      };
      if (k > 0) go(at - 1);
      if (k < slices - 1) go(at + 1);
      if (j > 0) go(at - slices);
      if (j < columns - 1) go(at + slices);
      if (i > 0) go(at - slices * columns);
      if (i < rows - 1) go(at + slices * columns);
    }
    total += size;
    best = Math.max(best, size);
  }
  return best / total;
}
