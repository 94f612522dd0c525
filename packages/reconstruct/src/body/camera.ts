// How the frame of the view, in which the network sees, is related to the frame of the mesh.

/** A 4 × 4 matrix in the order of glTF and `transformMesh`: column after column. */
export type Matrix4 = readonly number[];

/**
 * The camera of a body.
 *
 * The view frame is the box that the network sees: x and y of −1..1 across the square crop, y up, z towards the camera.
 * The projection is orthographic, and for now the mesh stands in the view frame: both matrices are the identity. Programs
 * that apply the matrices keep working when the mesh becomes metric.
 */
export interface Camera {
  readonly projection: 'orthographic';
  /** From the view frame, that of `volume` and `grid`, to the frame of the mesh. */
  readonly viewToMesh: Matrix4;
  readonly meshToView: Matrix4;
}

const IDENTITY: Matrix4 = [1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1];

export const ORTHOGRAPHIC: Camera = { projection: 'orthographic', viewToMesh: IDENTITY, meshToView: IDENTITY };
