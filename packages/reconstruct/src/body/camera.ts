// Defines the camera of a body: the transforms between the frame of the view and the frame of the mesh.

/** A 4 × 4 matrix, column-major as in glTF and `transformMesh`: 16 numbers. */
export type Matrix4 = readonly number[];

/**
 * The camera of a body.
 *
 * The view frame is the box of the network's volume: x and y from −1 to 1 across the square crop, y up, z towards the
 * camera. The projection is orthographic. At present the mesh is in the view frame, and both matrices are the
 * identity. Programs that apply the matrices keep working when a later version returns metric meshes.
 */
export interface Camera {
  readonly projection: 'orthographic';
  /** Transforms the view frame, which `volume` and `grid` use, to the frame of the mesh. */
  readonly viewToMesh: Matrix4;
  /** The inverse transform. */
  readonly meshToView: Matrix4;
}

const IDENTITY: Matrix4 = [1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1];

/** The camera of every body at present. */
export const ORTHOGRAPHIC: Camera = { projection: 'orthographic', viewToMesh: IDENTITY, meshToView: IDENTITY };
