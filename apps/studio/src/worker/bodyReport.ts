// Describes a body for the page: its surface, texture and volume as buffers that are moved, not copied twice.
import { type Raster, rasterize } from '@vrn/mesh';
import type { Body, Textured } from '@vrn/reconstruct';
import { type TriangleMesh, toViewFrame, viewDistance } from '@vrn/voxel';
import type { SurfaceReport, TexturedReport, VolumeReport } from '../protocol/calls.js';
import { viewOf } from './surface.js';

/** Pixels per side at which it is decided which vertices the camera sees, and of the picture of the front. */
const RASTER_SIZE = 1024;

/** Grey of a surface that faces the camera, and of one that faces away. */
const SHADES = { facing: 250, away: 90 } as const;

/** Returns a copy of a surface for the viewer. */
export function reportSurface({ positions, normals, indices }: TriangleMesh): SurfaceReport {
  return {
    positions: Float32Array.from(positions),
    normals: Float32Array.from(normals!),
    indices: Uint32Array.from(indices),
  };
}

/** Returns a textured surface for the viewer, with what the camera sees of it. */
export async function reportTextured(
  { mesh, texture }: Textured,
  body: Pick<Body, 'grid' | 'camera'>,
): Promise<TexturedReport> {
  const inView = toViewFrame(mesh, viewOf(body));
  const raster = rasterize(inView, { grid: body.grid, rows: RASTER_SIZE, columns: RASTER_SIZE });
  return {
    ...reportSurface(mesh),
    uvs: Float32Array.from(mesh.uvs!),
    texture: await bitmapOf(texture),
    seen: seenVertices(mesh, raster),
    front: await frontOf(inView, raster),
  };
}

/** Returns the volume as bytes, with what is needed to place its slices. */
export function reportVolume({ volume, grid, camera }: Body): VolumeReport {
  const { data } = volume;
  const bytes = new Uint8Array(data.length);
  for (let at = 0; at < data.length; at++) bytes[at] = Math.round(255 * data[at]!);
  return {
    data: bytes,
    grid,
    distance: viewDistance({ grid, fov: camera.fieldOfView }),
    viewToMesh: camera.viewToMesh,
  };
}

function seenVertices({ positions, indices }: TriangleMesh, { face }: Raster): Uint8Array<ArrayBuffer> {
  const seen = new Uint8Array(positions.length / 3);
  for (const f of face) {
    if (f < 0) continue;
    for (let corner = 3 * f; corner < 3 * f + 3; corner++) seen[indices[corner]!] = 1;
  }
  return seen;
}

function bitmapOf({ data, shape }: Textured['texture']): Promise<ImageBitmap> {
  const [rows, columns] = shape as [number, number];
  const image = new ImageData(columns, rows);
  for (let at = 0; at < rows * columns; at++) {
    image.data[4 * at] = data[3 * at]!;
    image.data[4 * at + 1] = data[3 * at + 1]!;
    image.data[4 * at + 2] = data[3 * at + 2]!;
    image.data[4 * at + 3] = 255;
  }
  return createImageBitmap(image);
}

/** Draws the surface that the camera sees in grey, transparent elsewhere. */
function frontOf({ indices, normals }: TriangleMesh, { face }: Raster): Promise<ImageBitmap> {
  const image = new ImageData(RASTER_SIZE, RASTER_SIZE);
  for (const [at, f] of face.entries()) {
    if (f < 0) continue;
    const facing = Math.max(0, normals![3 * indices[3 * f]! + 2]!);
    image.data.fill(SHADES.away + (SHADES.facing - SHADES.away) * facing, 4 * at, 4 * at + 3);
    image.data[4 * at + 3] = 255;
  }
  return createImageBitmap(image);
}
