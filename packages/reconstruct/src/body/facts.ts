// What is known of a body: the table that is printed, and kept in the .glb.
import type { Square } from '@vrn/voxel';
import type { Missing } from '../detect/missing.js';
import type { Signs } from './signs.js';

/** What is known of a body. Plain JSON. */
export interface Facts {
  /** The square of the picture, in its pixels, that spans x and y of −1..1. */
  readonly crop: Square;
  /** Size of the picture. */
  readonly photo: { readonly rows: number; readonly columns: number };
  /** People found in the picture, and the squares of those that were not taken. Absent where detection was skipped. */
  readonly people?: { readonly found: number; readonly others: readonly Square[] };
  /** Found landmarks, of 16. */
  readonly landmarks: number;
  /** What of the person is not in the picture or was not found. */
  readonly missing: Missing;
  /** IoU of the body's outline with the mask. The body is fitted to the mask: this says that nothing seen was lost, no more. */
  readonly silhouetteIou: number;
  /** Measures of the network's own prediction. */
  readonly signs: Signs;
  readonly vertices: number;
  readonly triangles: number;
  readonly components: number;
  readonly closed: boolean;
  /** What speaks against this body, in words; empty for a person seen whole and understood. */
  readonly warnings: readonly string[];
}
