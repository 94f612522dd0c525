// Colours the surface of a body from the picture, with colours at its vertices and with a texture.
import { inspect, textureAtlas } from '@vrn/mesh';
import { fromViewFrame, packed, type TriangleMesh } from '@vrn/voxel';
import { cut } from '../crop/cut.js';
import { maskIn } from '../crop/mask.js';
import type { Photo } from '../crop/picture.js';
import { landmarksIn } from '../crop/square.js';
import type { Facts } from './facts.js';
import type { Body, Textured } from './options.js';

/**
 * Minimum and maximum pixels per side of the crop that colours the body. Between these limits, the crop has the
 * resolution of the picture.
 */
const COLOUR_SIZE = { min: 512, max: 4096 } as const;

/** A coloured surface: `inView` in the frame of the view, `mesh` and `textured` in the frame of the mesh. */
export interface Coloured {
  readonly inView: TriangleMesh;
  readonly mesh: TriangleMesh;
  readonly textured: Textured;
}

/** Colours a surface that is in the frame of the view and has normals. */
export function colour(
  photo: Photo,
  surface: TriangleMesh,
  { grid, camera, square, landmarks, mask }: Pick<Body, 'grid' | 'camera' | 'square' | 'landmarks' | 'mask'>,
): Coloured {
  const size = Math.min(COLOUR_SIZE.max, Math.max(COLOUR_SIZE.min, Math.round(square.side)));
  const crop = cut(photo, square, size);
  const atlas = textureAtlas(surface, packed(Uint8Array.from(crop.data), [size, size, 3]), grid, {
    mask: maskIn(mask, square, size),
    landmarks: landmarksIn(landmarks, square, size),
  });
  const inView = { ...surface, colors: atlas.colors };
  const view = { grid, fov: camera.fieldOfView };
  return {
    inView,
    mesh: fromViewFrame(inView, view),
    textured: { mesh: fromViewFrame(atlas.mesh, view), texture: atlas.texture },
  };
}

/**
 * Returns the facts about a coloured surface: how many vertices, triangles and components it has, whether it is closed,
 * and the size of its texture.
 */
export function countsOf(
  mesh: TriangleMesh,
  { texture }: Textured,
): Pick<Facts, 'vertices' | 'triangles' | 'components' | 'closed' | 'textureSize'> {
  const { vertices, faces, components, closed } = inspect(mesh);
  return { vertices, triangles: faces, components, closed, textureSize: texture.shape[0]! };
}
