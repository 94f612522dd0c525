// Maps between pixels of the picture and positions in the element that shows a region of it.
import type { Square } from '@vrn/voxel';

/** A part of the picture, in its pixels. */
export interface Region {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

export const regionOf = ({ left, top, side }: Square): Region => ({ left, top, width: side, height: side });

/** Returns where a point of the picture lies in a region, as CSS percentages. Integer coordinates are pixel centres. */
export const percentAt = (region: Region, row: number, column: number): { left: string; top: string } => ({
  left: `${(100 * (column + 0.5 - region.left)) / region.width}%`,
  top: `${(100 * (row + 0.5 - region.top)) / region.height}%`,
});

/** Returns the position below a pointer in pixels of the picture, not rounded. `element` shows the region. */
export function pixelAt(
  region: Region,
  element: HTMLElement,
  { clientX, clientY }: { readonly clientX: number; readonly clientY: number },
): { readonly row: number; readonly column: number } {
  const { left, top, width, height } = element.getBoundingClientRect();
  return {
    row: region.top + ((clientY - top) / height) * region.height - 0.5,
    column: region.left + ((clientX - left) / width) * region.width - 0.5,
  };
}
