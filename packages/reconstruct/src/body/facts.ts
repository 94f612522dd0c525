// Defines the facts about a body, which `toGlb` stores in the file.
import type { Square } from '@vrn/voxel';
import type { Missing } from '../detect/missing.js';
import type { Signs } from './signs.js';

/** Facts about a body. Plain JSON. */
export interface Facts {
  /** Square of the picture, in pixels, that corresponds to x and y from −1 to 1 in the frame of the view. */
  readonly crop: Square;
  /** Size of the picture in pixels. */
  readonly photo: { readonly rows: number; readonly columns: number };
  /**
   * Number of people found, number of this person among them (from 1, best first), and the squares of the others.
   * Absent unless `reconstruct` or `findPeople` searched the complete picture for people.
   */
  readonly people?: { readonly found: number; readonly number: number; readonly others: readonly Square[] };
  /** Number of landmarks with a confidence above 0, of 16. */
  readonly landmarks: number;
  /** Parts of the person that are outside the picture or were not found. */
  readonly missing: Missing;
  /** IoU of the body's outline with the mask. The body is fitted to the mask, so this is no measure of quality. */
  readonly silhouetteIou: number;
  /** Quality measures of the network's own prediction, and the depth of the body. */
  readonly signs: Signs;
  readonly vertices: number;
  readonly triangles: number;
  readonly components: number;
  readonly closed: boolean;
  /** Texels per side of the texture. */
  readonly textureSize: number;
  /**
   * Reasons to doubt this body: missing parts of the person, too few landmarks, and measures in `signs` beyond their
   * limits. Empty if there are none.
   */
  readonly warnings: readonly string[];
}
