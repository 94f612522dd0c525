// Defines the camera of a body: how the frame of the view and the frame of the mesh map to each other.
import { check, type Square } from '@vrn/voxel';

/** A 4 × 4 matrix, column-major as in glTF and `transformMesh`: 16 numbers. */
export type Matrix4 = readonly number[];

/**
 * The camera of a body.
 *
 * The view frame is the box of the network's volume: x and y from −1 to 1 across the square crop, y up, z towards the
 * camera. Two steps map the view frame to the frame of the mesh: `fromViewFrame` of @vrn/voxel with the body's grid and
 * `fieldOfView`, which changes nothing for an orthographic camera; then `viewToMesh`. The inverse is `meshToView`, then
 * `toViewFrame`. At present both matrices are the identity. Programs that apply them keep working when a later version
 * returns meshes in metres.
 */
export interface Camera {
  readonly projection: 'orthographic' | 'perspective';
  /** Angle of view of the square crop in degrees; 0 for an orthographic camera. */
  readonly fieldOfView: number;
  /** Maps the view frame, after its perspective is undone, to the frame of the mesh. */
  readonly viewToMesh: Matrix4;
  /** Inverse of `viewToMesh`. */
  readonly meshToView: Matrix4;
}

const IDENTITY: Matrix4 = [1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1];

/** Maximum angle of view of the square in degrees. The camera is then at z = 1.19, outside a cubic volume (|z| ≤ 1). */
export const MAX_SQUARE = 80;

/**
 * Creates the camera for a square crop of a picture.
 *
 * @param picture.fieldOfView  angle of view along the picture's longer side in degrees; 0 is orthographic. The square
 *   is treated as if it were in the middle of the picture. Its own angle of view is clamped to 80°.
 * @throws {VolumetricError} `bad-argument`
 */
export function cameraOf(
  square: Square,
  picture: { readonly rows: number; readonly columns: number; readonly fieldOfView: number },
): Camera {
  const { rows, columns, fieldOfView } = picture;
  const half = (fieldOfView * Math.PI) / 360;
  const share = square.side / Math.max(rows, columns);
  check(fieldOfView >= 0 && fieldOfView < 180, 'bad-argument', () => {
    return `reconstruct: fieldOfView must be from 0 to below 180 degrees, got ${fieldOfView}`;
  });
  const degrees = fieldOfView > 0 ? Math.min(MAX_SQUARE, (360 / Math.PI) * Math.atan(share * Math.tan(half))) : 0;
  const projection = degrees > 0 ? 'perspective' : 'orthographic';
  return { projection, fieldOfView: degrees, viewToMesh: IDENTITY, meshToView: IDENTITY };
}
