// Dresses a person: fits every garment of an outfit to the body, and the suit also over the shoes.

import { type Wearer, type Worn, wearGarment } from './clothes/wearGarment.js';
import type { Outfit } from './wardrobe.js';

/**
 * Puts the garments of an outfit on a person (see wearGarment), and returns them in the order of the outfit. The suit
 * is worn over the shoes, if there are any.
 */
export function dress(wearer: Wearer, outfit: readonly Outfit[]): Worn[] {
  const shoes = outfit.find(({ garment }) => garment.kind === 'shoes');
  const first = shoes && { ...shoes, ...wearGarment(wearer, shoes) };
  return outfit.map((piece) => {
    if (first !== undefined && piece === shoes) return first;
    return wearGarment(wearer, { ...piece, under: piece.garment.kind === 'suit' ? first : undefined });
  });
}
