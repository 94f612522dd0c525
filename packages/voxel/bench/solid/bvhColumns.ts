// For comparison: voxelizes with three-mesh-bvh, one ray per column, as its users would write it.
import { type Grid, indexToWorld, type TriangleMesh } from '@vrn/voxel';
import { BufferAttribute, BufferGeometry, DoubleSide, Mesh, MeshBasicMaterial, Ray, Raycaster, Vector3 } from 'three';
import { acceleratedRaycast, MeshBVH } from 'three-mesh-bvh';

/** Returns the distances along −z from a point in front of the grid to all surfaces, nearest first. */
type Cast = (x: number, y: number, z: number) => readonly { readonly distance: number }[];

/** Builds the tree over a copy of the mesh, because building it reorders the triangles of its geometry. */
export function buildBvh({ positions, indices }: TriangleMesh): MeshBVH {
  const geometry = new BufferGeometry();
  geometry.setAttribute('position', new BufferAttribute(positions.slice(), 3));
  geometry.setIndex(new BufferAttribute(indices.slice(), 1));
  return new MeshBVH(geometry);
}

/** Casts rays as the library's README shows: with three's `Raycaster`, which returns every hit of a `Mesh`. */
export function throughRaycaster(bvh: MeshBVH): Cast {
  bvh.geometry.boundsTree = bvh;
  const mesh = new Mesh(bvh.geometry, new MeshBasicMaterial({ side: DoubleSide }));
  mesh.raycast = acceleratedRaycast;
  const raycaster = new Raycaster();
  raycaster.firstHitOnly = false;
  const [origin, direction] = [new Vector3(), new Vector3(0, 0, -1)];
  return (x, y, z) => {
    raycaster.set(origin.set(x, y, z), direction);
    return raycaster.intersectObject(mesh, false);
  };
}

/** Casts rays into the tree directly, without three's `Raycaster` and `Mesh`. */
export function throughTree(bvh: MeshBVH): Cast {
  const ray = new Ray(new Vector3(), new Vector3(0, 0, -1));
  return (x, y, z) => {
    ray.origin.set(x, y, z);
    return bvh.raycast(ray, DoubleSide).sort((a, b) => a.distance - b.distance);
  };
}

/**
 * Returns voxels of 0 or 1, slices fastest. A column is inside from its first hit to its second, from its third to its
 * fourth, and so on.
 */
export function bvhColumns(cast: Cast, grid: Grid): Uint8Array {
  const [rows, columns, slices] = grid.shape;
  const [near, depth] = [grid.max[2], (grid.max[2] - grid.min[2]) / slices];
  const out = new Uint8Array(rows * columns * slices);
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      const [x, y] = indexToWorld(grid, [row, column, 0]);
      const hits = cast(x, y, near + 1);
      for (let hit = 0; hit + 1 < hits.length; hit += 2) {
        const first = Math.max(0, Math.ceil((hits[hit]!.distance - 1) / depth - 0.5));
        const end = Math.min(slices, Math.ceil((hits[hit + 1]!.distance - 1) / depth - 0.5));
        const start = (row * columns + column) * slices;
        if (first < end) out.fill(1, start + first, start + end);
      }
    }
  }
  return out;
}
