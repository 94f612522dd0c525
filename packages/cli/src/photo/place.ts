// Describes where a reconstructed person is in the photograph.
import type { Body } from '@vrn/reconstruct';
import type { Square } from '@vrn/voxel';

/** Formats a square as columns × rows in pixels of the file, `pixels 10..200 × 30..220`; `scale` is that of `Photo`. */
export function placeOf({ left, top, side }: Square, scale: number): string {
  const at = (value: number): number => Math.round(value / scale);
  return `pixels ${at(left)}..${at(left + side)} × ${at(top)}..${at(top + side)}`;
}

/** Returns the line that says which of several people was reconstructed; none unless several people were found. */
export function describePerson(
  { facts: { people }, square }: { readonly facts: Pick<Body['facts'], 'people'>; readonly square: Square },
  scale: number,
): string[] {
  if (people === undefined || people.found < 2) return [];
  return [`  person ${people.number} of ${people.found} (1 is the largest and clearest), at ${placeOf(square, scale)}`];
}
