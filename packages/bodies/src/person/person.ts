// Defines a person: a solid, its visible surfaces, its landmarks and its provenance.
import type { Random, TriangleMesh } from '@vrn/voxel';
import type { Vector } from './vectors.js';

/** A texture image addressed by uvs: `[rows, columns, 4]` sRGB bytes with opacity; row 0 is the top (v = 1). */
export interface Texture {
  readonly rows: number;
  readonly columns: number;
  readonly data: Uint8Array;
}

/** A visible surface with vertex colours (linear), or with uvs and a texture; normals are used for smooth shading. */
export interface Surface {
  readonly what: 'body' | 'clothes' | 'shoes' | 'hair';
  /** Name of the asset, for provenance. */
  readonly name: string;
  readonly mesh: TriangleMesh;
  readonly texture?: Texture;
  /** Whether both sides of its triangles are visible (open shells). */
  readonly twoSided?: boolean;
}

/** The origin of a person, which identifies person and motion. Plain JSON. */
export interface Provenance {
  readonly source: string;
  /** Name of the person, equal for all samples of one person's shape. */
  readonly person: string;
  /** Subject of the motion capture or of the pose file. */
  readonly subject?: string;
  /** Clip and frame, or name of the pose. */
  readonly motion?: string;
  readonly [more: string]: string | number | boolean | readonly string[] | undefined;
}

/** A person in metres, y up, facing +z within about 75° unless posed otherwise, with their right hand at −x. */
export interface Body {
  /**
   * The solid of the person, filled by `rule`: the union of body, thickened clothes and hair, each closed, or a scan.
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
  /** Unit vector from the person's feet to the head, if the source has tilted the person; by default [0, 1, 0]. */
  readonly up?: Vector;
}

export type Split = 'train' | 'validation' | 'test';

export interface BodyOptions {
  /** Size of the finest detail, in metres. */
  readonly detail: number;
  /** Whether to generate the person's appearance: colours of the mesh, or surfaces. */
  readonly colours: boolean;
  /** Draws people and motion subjects of this split only; default: all. */
  readonly split?: Split;
  /** Whether the person wears clothes, default true if the source has any. */
  readonly dressed?: boolean;
}

export interface BodySource {
  readonly name: string;
  /** Default number of samples along each side of a pixel for images of this source; 3 if undefined. */
  readonly supersample?: number;
  /** Generates a person. Equal random streams give equal people on every machine. */
  body(rng: Random, options: BodyOptions): Body;
}
