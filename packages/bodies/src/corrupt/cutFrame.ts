// Simulates a photograph whose frame crops the person.
import { type Landmark, type Packed, packed, type Random } from '@vrn/voxel';
import { withoutConfidence } from './corruptLandmarks.js';
import { bounds } from './occlude.js';
import { drawFrom } from './range.js';

/** A line across the image, and the side of it that is lost. */
export interface Cut {
  readonly side: 'top' | 'bottom' | 'left' | 'right';
  /** The row or column that begins at the line. It is kept if the side is top or left, and lost otherwise. */
  readonly line: number;
}

const SIDES = ['top', 'bottom', 'left', 'right'] as const;

/** Draws a side, and a line that crops a proportion of the person's height or width from that side. */
export function drawCut(mask: Packed<Float32Array>, rng: Random, depth: readonly [low: number, high: number]): Cut {
  const [top, bottom, left, right] = bounds(mask);
  const side = SIDES[rng.integer(SIDES.length)]!;
  const share = drawFrom(rng, depth);
  const [low, high] = side === 'top' || side === 'bottom' ? [top, bottom + 1] : [left, right + 1];
  const extent = Math.round(share * (high - low));
  return { side, line: side === 'top' || side === 'left' ? low + extent : high - extent };
}

/** Sets the image, the mask and the confidences of landmarks to 0 on the side of the line that is lost. */
export function cutFrame<
  T extends {
    readonly image?: Packed<Float32Array>;
    readonly mask: Packed<Float32Array>;
    readonly landmarks: readonly Landmark[];
  },
>(seen: T, { side, line }: Cut): T {
  const isLost = (row: number, column: number): boolean => {
    if (side === 'top') return row < line;
    if (side === 'bottom') return row >= line;
    return side === 'left' ? column < line : column >= line;
  };
  const blank = (view: Packed<Float32Array>): Packed<Float32Array> => {
    const [rows, columns, channels = 1] = view.shape as [number, number, number?];
    const data = view.data.slice();
    for (let i = 0; i < rows; i++) {
      for (let j = 0; j < columns; j++) {
        if (isLost(i, j)) data.fill(0, (i * columns + j) * channels, (i * columns + j + 1) * channels);
      }
    }
    return packed(data, view.shape);
  };
  const image = seen.image === undefined ? {} : { image: blank(seen.image) };
  // Pixel centres have integer coordinates, so rounding gives the pixel that contains the landmark.
  const landmarks = seen.landmarks.map((each): Landmark => {
    return isLost(Math.floor(each[0] + 0.5), Math.floor(each[1] + 0.5)) ? withoutConfidence(each) : each;
  });
  return { ...seen, ...image, mask: blank(seen.mask), landmarks };
}
