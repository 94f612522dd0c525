// Extracts and colours the surface of a body at any level of probability, as `reconstruct` does at 0.5.
import { keepLargest, marchingCubes, smooth, textureAtlas, vertexNormals } from '@vrn/mesh';
import { type Body, cropMask, cropPicture, type Picture, type Textured } from '@vrn/reconstruct';
import { fromViewFrame, type Landmark, type Square, type TriangleMesh } from '@vrn/voxel';
import { Problem } from '../protocol/problem.js';

/** Number of smoothing iterations, as in `reconstruct`. */
const SMOOTHING = 8;

/** Pixels per side of the crop from which the body is coloured, as in `reconstruct`. */
const COLOUR_SIZE = { min: 512, max: 4096 } as const;

/** Returns the surface at a level in the frame of the view. */
export function surfaceAt({ volume, grid }: Pick<Body, 'volume' | 'grid'>, level: number): TriangleMesh {
  const all = marchingCubes(volume, { grid, level });
  if (all.indices.length === 0) {
    throw new Problem('At this level there is no surface.', 'Choose a lower level.');
  }
  const mesh = smooth(keepLargest(all), { iterations: SMOOTHING });
  return { ...mesh, normals: vertexNormals(mesh) };
}

/** Returns the camera of a body in the form of @vrn/voxel. */
export const viewOf = ({ grid, camera }: Pick<Body, 'grid' | 'camera'>) => ({ grid, fov: camera.fieldOfView });

/** Colours a surface from the photograph. Returns it with colours at its vertices, and with a texture. */
export function coloured(
  picture: Picture,
  body: Body,
  surface: TriangleMesh,
): { readonly mesh: TriangleMesh; readonly textured: Textured } {
  const { grid, square, mask, landmarks } = body;
  const size = Math.min(COLOUR_SIZE.max, Math.max(COLOUR_SIZE.min, Math.round(square.side)));
  const atlas = textureAtlas(surface, cropPicture(picture, square, size), grid, {
    mask: cropMask(mask, square, size),
    landmarks: landmarks.map((landmark) => inSquare(landmark, square, size)),
  });
  const view = viewOf(body);
  return {
    mesh: fromViewFrame({ ...surface, colors: atlas.colors }, view),
    textured: { mesh: fromViewFrame(atlas.mesh, view), texture: atlas.texture },
  };
}

/** Converts a landmark from pixels of the picture to pixels of a square crop. */
const inSquare = ([row, column, confidence = 1]: Landmark, { left, top, side }: Square, size: number): Landmark => [
  ((row + 0.5 - top) / side) * size - 0.5,
  ((column + 0.5 - left) / side) * size - 0.5,
  confidence,
];
