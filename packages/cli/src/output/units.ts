// Converts meshes between metres, y up, and the unit, size and orientation of a file.
import { check, type TriangleMesh, transformMesh } from '@vrn/voxel';
import { checkUsage } from './messages.js';

/** Length of each unit in metres. */
export const METRES = { m: 1, cm: 0.01, mm: 0.001, in: 0.0254 } as const;

export type Unit = keyof typeof METRES;

export const UNITS = Object.keys(METRES) as readonly Unit[];

/** Axes that may point up in a file. */
export const UP_AXES = ['y', 'z'] as const;

export interface Placement {
  /** Unit of the file's coordinates, except in a written .glb, and of `height`. Default `m`. */
  readonly units?: Unit;
  /** Height that the mesh is scaled to, in `units`. Default: not scaled. */
  readonly height?: number;
  /** Axis that points up in the file. Default `y`. */
  readonly up?: (typeof UP_AXES)[number];
}

/** Rotations by 90° about x that map y to z, and z to y; 4 × 4, column-major. */
const Y_TO_Z = [1, 0, 0, 0, 0, 0, 1, 0, 0, -1, 0, 0, 0, 0, 0, 1];
const Z_TO_Y = [1, 0, 0, 0, 0, 0, -1, 0, 0, 1, 0, 0, 0, 0, 0, 1];

/** Throws a usage error if a format does not support the placement: glTF requires y up. */
export function checkPlacement({ up }: Placement, format: string): void {
  checkUsage(format !== '.glb' || up !== 'z', () => {
    return '--up z must come with an output of .obj, .ply or .stl: y is up in every .glb, as glTF requires';
  });
}

/**
 * Converts a mesh in metres, y up, to the coordinates of a file. A `.glb` is always in metres, as glTF requires.
 *
 * @throws {VolumetricError} `bad-mesh` for a mesh without height if `height` is given.
 */
export function placeForFile(
  mesh: TriangleMesh,
  { units = 'm', height, up = 'y' }: Placement,
  format: string,
): TriangleMesh {
  const unit = format === '.glb' ? 1 : METRES[units];
  const factor = height === undefined ? 1 : (height * METRES[units]) / heightOf(mesh);
  return turned(scaled(mesh, factor / unit), up === 'z' ? Y_TO_Z : undefined);
}

/**
 * Converts a mesh from the coordinates of a file to metres, y up.
 *
 * @throws {VolumetricError} `bad-mesh` for a mesh without height if `height` is given.
 */
export function placeFromFile(mesh: TriangleMesh, { units = 'm', height, up = 'y' }: Placement): TriangleMesh {
  const upright = turned(mesh, up === 'z' ? Z_TO_Y : undefined);
  return scaled(upright, height === undefined ? METRES[units] : (height * METRES[units]) / heightOf(upright));
}

function scaled(mesh: TriangleMesh, factor: number): TriangleMesh {
  return factor === 1 ? mesh : transformMesh(mesh, [factor, 0, 0, 0, 0, factor, 0, 0, 0, 0, factor, 0, 0, 0, 0, 1]);
}

const turned = (mesh: TriangleMesh, matrix: readonly number[] | undefined): TriangleMesh =>
  matrix === undefined ? mesh : transformMesh(mesh, matrix);

/** Returns the extent in y of the vertices that faces use. */
function heightOf({ positions, indices }: TriangleMesh): number {
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const vertex of indices) {
    low = Math.min(low, positions[3 * vertex + 1]!);
    high = Math.max(high, positions[3 * vertex + 1]!);
  }
  check(high > low, 'bad-mesh', () => 'a mesh must have a height to be scaled by --height, got height 0');
  return high - low;
}
