// What a person is to this package: a solid, what is seen of it, its landmarks, and where all of it comes from.
import type { Random, TriangleMesh } from '@vrn/voxel';
import type { Vector } from './vectors.js';

/** A picture that lies on a surface by its uvs: `[rows, columns, 4]` sRGB bytes with opacity, row 0 the top (v = 1). */
export interface Texture {
  readonly rows: number;
  readonly columns: number;
  readonly data: Uint8Array;
}

/** A part of what is seen: vertex colours (linear), or uvs and a texture; normals for smooth shading where it has them. */
export interface Surface {
  readonly what: 'body' | 'clothes' | 'shoes' | 'hair';
  /** Name of the asset, for provenance. */
  readonly name: string;
  readonly mesh: TriangleMesh;
  readonly texture?: Texture;
  /** Whether both sides of its triangles are seen (open shells). */
  readonly twoSided?: boolean;
}

/** Where a person comes from: enough to tell people and motion apart. Plain JSON. */
export interface Provenance {
  readonly source: string;
  /** The same for all samples of one person's shape. */
  readonly person: string;
  /** Subject of the motion capture, or of the pose file. */
  readonly subject?: string;
  /** Clip and frame, or pose. */
  readonly motion?: string;
  readonly [more: string]: string | number | boolean | readonly string[] | undefined;
}

/** A person in the world: metres, y up, facing +z within some 75° (unless posed otherwise), their right hand at −x. */
export interface Body {
  /** All that is solid of the person, closed: body, clothes with thickness, hair; a union by the rule 'nonzero'. */
  readonly mesh: TriangleMesh;
  /** The 16 of MPII, in the world. */
  readonly landmarks: readonly Vector[];
  /** What is seen; without it the mesh with its colours is. */
  readonly surfaces?: readonly Surface[];
  readonly provenance?: Provenance;
  /** How the mesh is filled: 'nonzero' by default; 'winding' where it is open, as scans are. */
  readonly rule?: 'nonzero' | 'winding';
  /** Whether the landmarks are known, true by default; where not, samples have all of them with confidence 0. */
  readonly hasLandmarks?: boolean;
}

export type Split = 'train' | 'validation' | 'test';

export interface BodyOptions {
  /** Finest detail, in metres. */
  readonly detail: number;
  /** Whether colours or surfaces are wanted. */
  readonly colours: boolean;
  /** Draws people and motion subjects of this part only; without it, of all. */
  readonly split?: Split;
  /** Whether the person wears anything; by default yes, where the source has clothes. */
  readonly dressed?: boolean;
}

export interface BodySource {
  readonly name: string;
  /** Samples along each side of a pixel for its pictures, where `sample` is asked for no other number; 3 without it. */
  readonly supersample?: number;
  /** The same person for the same numbers, on every machine. */
  body(rng: Random, options: BodyOptions): Body;
}
