// For comparison: voxelizes with manifold-3d, one cross-section per layer of voxels, whose polygons are filled by rows.
import { type Grid, indexToWorld, type TriangleMesh } from '@vrn/voxel';
import loadManifold, { type Manifold } from 'manifold-3d';

const wasm = await loadManifold();
wasm.setup();

/** Converts a mesh to a manifold of manifold-3d. The caller must `delete()` it. */
export function buildManifold({ positions, indices }: TriangleMesh): Manifold {
  const manifold = new wasm.Manifold(new wasm.Mesh({ numProp: 3, vertProperties: positions, triVerts: indices }));
  // The library builds lazily. Reading a property forces the work, so that it counts as part of building.
  if (manifold.numTri() !== indices.length / 3) throw new Error(`manifold-3d: ${manifold.status()}`);
  return manifold;
}

/** Returns voxels of 0 or 1, slices fastest. */
export function manifoldSlices(manifold: Manifold, grid: Grid): Uint8Array {
  const [rows, columns, slices] = grid.shape;
  const [dx, dy] = [(grid.max[0] - grid.min[0]) / columns, (grid.max[1] - grid.min[1]) / rows];
  const out = new Uint8Array(rows * columns * slices);
  for (let slice = 0; slice < slices; slice++) {
    const section = manifold.slice(indexToWorld(grid, [0, 0, slice])[2]);
    const polygons = section.toPolygons();
    section.delete();
    for (const polygon of polygons) {
      for (let corner = 0; corner < polygon.length; corner++) {
        const [fromX, fromY] = polygon[corner]!;
        const [toX, toY] = polygon[(corner + 1) % polygon.length]!;
        const [from, to] = [(grid.max[1] - fromY) / dy - 0.5, (grid.max[1] - toY) / dy - 0.5];
        const bottom = Math.min(rows - 1, Math.ceil(Math.max(from, to)) - 1);
        for (let row = Math.max(0, Math.ceil(Math.min(from, to))); row <= bottom; row++) {
          const x = fromX + ((row - from) / (to - from)) * (toX - fromX);
          const column = Math.max(0, Math.ceil((x - grid.min[0]) / dx - 0.5));
          if (column < columns) out[(row * columns + column) * slices + slice]! ^= 1;
        }
      }
    }
  }
  for (let row = 0; row < rows; row++) {
    for (let at = (row * columns + 1) * slices; at < (row + 1) * columns * slices; at++) out[at]! ^= out[at - slices]!;
  }
  return out;
}
