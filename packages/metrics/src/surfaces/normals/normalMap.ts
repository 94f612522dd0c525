// Renders an orthographic image of a mesh's normals, as seen from one of four sides.
import type { TriangleMesh } from '@vrn/voxel';
import { crossOf } from '../nearest/triangle.js';

/**
 * Side from which a mesh is seen: 'front' from +z, 'right' from +x (the viewer's right in the front image), 'back' from
 * −z, 'left' from −x.
 */
export type Side = 'front' | 'right' | 'back' | 'left';

/** Image x and depth towards the viewer, each as [axis, sign] of the world. Image y is the world's y. */
const VIEWS: Readonly<
  Record<Side, { readonly x: readonly [number, number]; readonly depth: readonly [number, number] }>
> = {
  front: { x: [0, 1], depth: [2, 1] },
  right: { x: [2, -1], depth: [0, 1] },
  back: { x: [0, -1], depth: [2, -1] },
  left: { x: [2, 1], depth: [0, -1] },
};

/** The square that an image shows: its centre in the world, its side in world units, and its pixels per side. */
export interface Frame {
  readonly centre: readonly [number, number, number];
  readonly side: number;
  readonly pixels: number;
}

/**
 * Renders unit normals, interpolated between vertices, in the axes of the view (x right, y up, z towards the viewer).
 *
 * The normal of a vertex is the mean of its faces' normals, weighted by area; coincident vertices count as one. Each
 * pixel shows the triangle nearest to the viewer, whichever way it faces.
 *
 * @returns  [pixels · pixels · 3], row 0 at the top; (0, 0, 0) where no triangle covers the pixel's centre.
 */
export function normalMap(mesh: TriangleMesh, side: Side, { centre, side: length, pixels }: Frame): Float32Array {
  const { x: right, depth: towards } = VIEWS[side];
  const { positions: p, indices } = mesh;
  const normals = vertexNormals(mesh);
  const count = p.length / 3;
  // Pixel coordinates and depth per vertex; pixel (row, column) has its centre at (row, column).
  const [u, v, w] = [new Float64Array(count), new Float64Array(count), new Float64Array(count)];
  const scale = pixels / length;
  for (let n = 0; n < count; n++) {
    u[n] = right[1] * (p[3 * n + right[0]]! - centre[right[0] as 0 | 2]) * scale + (pixels - 1) / 2;
    v[n] = (centre[1] - p[3 * n + 1]!) * scale + (pixels - 1) / 2;
    w[n] = towards[1] * p[3 * n + towards[0]]!;
  }
  const depth = new Float64Array(pixels * pixels).fill(Number.NEGATIVE_INFINITY);
  const image = new Float32Array(3 * pixels * pixels);
  const axes = [
    { axis: right[0], sign: right[1] },
    { axis: 1, sign: 1 },
    { axis: towards[0], sign: towards[1] },
  ];
  for (let f = 0; f < indices.length; f += 3) {
    const [a, b, c] = [indices[f]!, indices[f + 1]!, indices[f + 2]!];
    const area = (u[b]! - u[a]!) * (v[c]! - v[a]!) - (u[c]! - u[a]!) * (v[b]! - v[a]!);
    if (area === 0) continue;
    const firstRow = Math.max(0, Math.ceil(Math.min(v[a]!, v[b]!, v[c]!)));
    const lastRow = Math.min(pixels - 1, Math.floor(Math.max(v[a]!, v[b]!, v[c]!)));
    const firstColumn = Math.max(0, Math.ceil(Math.min(u[a]!, u[b]!, u[c]!)));
    const lastColumn = Math.min(pixels - 1, Math.floor(Math.max(u[a]!, u[b]!, u[c]!)));
    for (let row = firstRow; row <= lastRow; row++) {
      for (let column = firstColumn; column <= lastColumn; column++) {
        const toB = ((column - u[a]!) * (v[c]! - v[a]!) - (u[c]! - u[a]!) * (row - v[a]!)) / area;
        const toC = ((u[b]! - u[a]!) * (row - v[a]!) - (column - u[a]!) * (v[b]! - v[a]!)) / area;
        const toA = 1 - toB - toC;
        if (toA < 0 || toB < 0 || toC < 0) continue;
        const z = toA * w[a]! + toB * w[b]! + toC * w[c]!;
        const at = row * pixels + column;
        if (z <= depth[at]!) continue;
        depth[at] = z;
        let squared = 0;
        for (const [n, { axis, sign }] of axes.entries()) {
          const part =
            sign * (toA * normals[3 * a + axis]! + toB * normals[3 * b + axis]! + toC * normals[3 * c + axis]!);
          image[3 * at + n] = part;
          squared += part * part;
        }
        const norm = Math.sqrt(squared) || 1;
        for (let n = 3 * at; n < 3 * at + 3; n++) image[n]! /= norm;
      }
    }
  }
  return image;
}

/** Returns unit normals `[3V]`, area-weighted over the faces at each position; zero where the weighted sum is zero. */
function vertexNormals(mesh: TriangleMesh): Float64Array {
  const { positions: p, indices } = mesh;
  const places = new Map<string, number>();
  const place = Uint32Array.from({ length: p.length / 3 }, (_, v) => {
    const key = `${p[3 * v]},${p[3 * v + 1]},${p[3 * v + 2]}`;
    const known = places.get(key) ?? v;
    places.set(key, known);
    return known;
  });
  const sums = new Float64Array(p.length);
  const normal = new Float64Array(3);
  for (let face = 0; 3 * face < indices.length; face++) {
    crossOf(mesh, face, normal);
    for (let corner = 3 * face; corner < 3 * face + 3; corner++) {
      const at = 3 * place[indices[corner]!]!;
      for (let axis = 0; axis < 3; axis++) sums[at + axis]! += normal[axis]!;
    }
  }
  const normals = new Float64Array(p.length);
  for (let v = 0; v < place.length; v++) {
    const at = 3 * place[v]!;
    const length = Math.sqrt(sums[at]! ** 2 + sums[at + 1]! ** 2 + sums[at + 2]! ** 2) || 1;
    for (let axis = 0; axis < 3; axis++) normals[3 * v + axis] = sums[at + axis]! / length;
  }
  return normals;
}
