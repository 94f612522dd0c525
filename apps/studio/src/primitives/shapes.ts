// Makes the two example meshes: a torus, which is closed, and a cup, which is open.
import type { TriangleMesh } from '@vrn/voxel';

const AROUND = 96;
const ALONG = 48;

/**
 * Makes a mesh from a grid of points that is closed along u, and along v if `isClosed`.
 *
 * @param at  position of a point; u and v run from 0 to 1.
 */
function gridMesh(at: (u: number, v: number) => readonly [number, number, number], isClosed: boolean): TriangleMesh {
  const rings = isClosed ? ALONG : ALONG + 1;
  const positions = new Float32Array(3 * AROUND * rings);
  for (let j = 0; j < rings; j++) {
    for (let i = 0; i < AROUND; i++) positions.set(at(i / AROUND, j / ALONG), 3 * (j * AROUND + i));
  }
  const indices: number[] = [];
  for (let j = 0; j < ALONG; j++) {
    for (let i = 0; i < AROUND; i++) {
      const [a, b] = [j * AROUND + i, j * AROUND + ((i + 1) % AROUND)];
      const next = ((j + 1) % rings) * AROUND - j * AROUND;
      indices.push(a, b, b + next, a, b + next, a + next);
    }
  }
  return { positions, indices: Uint32Array.from(indices) };
}

const TAU = 2 * Math.PI;

export const SHAPES: Readonly<Record<'torus' | 'cup', () => TriangleMesh>> = {
  torus: () =>
    gridMesh((u, v) => {
      const radius = 0.7 + 0.28 * Math.cos(TAU * v);
      return [radius * Math.cos(TAU * u), radius * Math.sin(TAU * u), 0.28 * Math.sin(TAU * v)];
    }, true),
  cup: () =>
    gridMesh((u, v) => {
      const radius = 0.3 + 0.4 * v;
      return [radius * Math.cos(TAU * u), 1.4 * v - 0.7, -radius * Math.sin(TAU * u)];
    }, false),
};
