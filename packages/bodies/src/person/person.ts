// Defines a person: a solid, its visible surfaces, its landmarks and its provenance.
import type { Random, TriangleMesh } from '@vrn/voxel';
import type { Vector } from './vectors.js';

/** An image of a surface or background: `[rows, columns, 4]` sRGB bytes with opacity; row 0 is the top (v = 1). */
export interface Texture {
  readonly rows: number;
  readonly columns: number;
  readonly data: Uint8Array;
}

/**
 * A visible surface. Its colours are those of its texture, which needs uvs, else its linear vertex colours, else grey.
 * The normals of its mesh are used for smooth shading; if there are none, they are computed from the triangles.
 */
export interface Surface {
  readonly what: 'body' | 'clothes' | 'shoes' | 'hair';
  /** Name of the asset, for provenance. */
  readonly name: string;
  readonly mesh: TriangleMesh;
  readonly texture?: Texture;
  /** Whether both sides of its triangles are visible, as open shells need. Default false. */
  readonly twoSided?: boolean;
}

/** The origin of a person, which identifies person and motion. Plain JSON. */
export interface Provenance {
  readonly source: string;
  /** Name of the person, the same in all samples of that person. */
  readonly person: string;
  /**
   * Subject of the motion capture; for a pose file, a name that similar poses share. Absent if the pose comes from
   * neither.
   */
  readonly subject?: string;
  /** Clip and frame of the motion capture, or name of the pose. */
  readonly motion?: string;
  readonly [more: string]: string | number | boolean | readonly string[] | undefined;
}

/**
 * A person in metres. Apart from rotations that the source draws, such as a heading, y is up and the person faces +z,
 * with the right hand at −x.
 */
export interface Body {
  /**
   * The surface of the solid person, which is filled by the fill rule `rule`: one closed mesh; several closed meshes
   * (body, thickened clothes, shoes and hair), whose union is the person; or a scan, which may be open.
   */
  readonly mesh: TriangleMesh;
  /** The 16 MPII landmarks in world coordinates. */
  readonly landmarks: readonly Vector[];
  /** The visible surfaces; by default the mesh with its colours. */
  readonly surfaces?: readonly Surface[];
  readonly provenance?: Provenance;
  /** Fill rule of the mesh: 'nonzero' by default; 'winding' for open meshes such as scans. */
  readonly rule?: 'nonzero' | 'winding';
  /** Whether the landmarks are known, default true. If not, all landmarks of samples have confidence 0. */
  readonly hasLandmarks?: boolean;
  /**
   * Unit vector of the scene's vertical, if the source has rotated the person together with the vertical, as
   * `scanSource` does; by default [0, 1, 0]. A pose in which the person leans or lies does not change it.
   */
  readonly up?: Vector;
}

export type Split = 'train' | 'validation' | 'test';

export interface BodyOptions {
  /** Size of the finest detail, in metres. Sources whose meshes have a fixed resolution ignore it. */
  readonly detail: number;
  /** Whether to generate the person's appearance: colours of the mesh, or surfaces. */
  readonly colours: boolean;
  /** Draws people and motion subjects of this split only; default: those of all splits. */
  readonly split?: Split;
  /** Whether the person wears clothes, default true. Sources of capsules and scans ignore it. */
  readonly dressed?: boolean;
}

export interface BodySource {
  readonly name: string;
  /** Default number of samples along each side of a pixel for images of this source; 3 if undefined. */
  readonly supersample?: number;
  /** Generates a person. Equal random streams and options give equal people on every machine. */
  body(rng: Random, options: BodyOptions): Body;
}
