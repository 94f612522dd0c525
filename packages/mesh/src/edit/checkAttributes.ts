// Checks the vertex attributes of a mesh other than positions.
import type { TriangleMesh } from '@vrn/voxel';
import { check } from '@vrn/voxel/internal';
import { allFinite } from './allFinite.js';

const WIDTHS = { normals: 3, colors: 3, uvs: 2 } as const;

/** Throws `bad-mesh` unless normals, colours and uvs, where present, are finite and have one entry per vertex. */
export function checkAttributes(mesh: TriangleMesh, caller: string): void {
  const vertices = mesh.positions.length / 3;
  for (const name of ['normals', 'colors', 'uvs'] as const) {
    const values = mesh[name];
    if (values === undefined) continue;
    check(values.length === WIDTHS[name] * vertices, 'bad-mesh', () => {
      return `${caller}: mesh ${name} must be ${WIDTHS[name]} numbers per vertex, got ${values.length} for ${vertices} vertices`;
    });
    check(allFinite(values), 'bad-mesh', () => {
      const i = values.findIndex((value) => !Number.isFinite(value));
      return `${caller}: mesh ${name} must be finite, got ${values[i]} at vertex ${Math.floor(i / WIDTHS[name])}`;
    });
  }
}
