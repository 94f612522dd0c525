// Finds the joints of a person given as a mesh: renders it from the front, and runs the detectors on the image.
import { renderMesh } from '@vrn/bodies';
import { marchingCubes } from '@vrn/mesh';
import { type Detectors, findPeople, type measure } from '@vrn/reconstruct';
import { check, type Grid, personGrid, type TriangleMesh, transformMesh, voxelize } from '@vrn/voxel';
import type { PlacedVolume } from '../output/volumeFile.js';

type Found = Exclude<Parameters<typeof measure>[0], TriangleMesh>;

/** Pixels per side of the picture, and voxels per side of the volume. */
const PIXELS = 512;
const VOXELS = 192;

/** Background colour, and fraction of the light that is ambient. */
const LOOK = { background: [0.78, 0.8, 0.82], ambient: 0.6 } as const;

const IDENTITY = [1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1] as const;

/**
 * Returns what `measure` needs of a person: the mesh, its volume and grid, and the landmarks in the rendered picture,
 * with the camera and the square of that picture. The person must face +z, with y up.
 *
 * @throws {VolumetricError} `no-person` if the detectors find nobody in the rendered picture.
 */
export async function poseMesh(mesh: TriangleMesh, detectors: Detectors): Promise<Found> {
  const grid = personGrid(mesh, { shape: [VOXELS, VOXELS, VOXELS] });
  const { image } = renderMesh(mesh, { grid, rows: PIXELS, columns: PIXELS, ...LOOK });
  const data = Uint8Array.from(image.data, (value) => Math.round(255 * value));
  const [person] = await findPeople({ data, width: PIXELS, height: PIXELS }, detectors);
  check(person !== undefined, 'no-person', () => 'must show a person from the front (+z, y up), got nobody');
  return {
    mesh,
    volume: voxelize(mesh, grid, { rule: 'auto' }),
    grid,
    camera: { projection: 'orthographic', fieldOfView: 0, viewToMesh: IDENTITY, meshToView: IDENTITY },
    landmarks: person.landmarks,
    square: { left: 0, top: 0, side: PIXELS },
  };
}

/**
 * Returns the surface of a volume at the level 0.5, in the coordinates of its file, and the warnings about the file. If
 * the file states no grid, voxels are assumed to be cubes.
 */
export function surfaceOfVolume({ volume, grid, matrix, warnings = [] }: PlacedVolume): {
  readonly mesh: TriangleMesh;
  readonly warnings: readonly string[];
} {
  const [rows, columns, slices] = volume.shape as [number, number, number];
  const cubes: Grid = { shape: [rows, columns, slices], min: [0, 0, 0], max: [columns, rows, slices] };
  const mesh = marchingCubes(volume, { grid: grid ?? cubes });
  return { mesh: matrix === undefined ? mesh : transformMesh(mesh, matrix), warnings };
}
