// What the colours of a drawing mean.
import { box, type Canvas, type Colour, sum, text } from './svg.js';

const MEANINGS: readonly (readonly [Colour, string])[] = [
  ['convolution', '7×7 convolution, stride 2'],
  ['block', 'residual block; its height is the resolution of its features'],
  ['linear', '1×1 convolution, norm, ReLU'],
  ['output', '1×1 convolution to the logits of the slices'],
  ['volume', 'volume: logits upsampled linearly'],
];

/** Draws at (x, y), its top left corner. */
export function drawLegend(on: Canvas, x: number, y: number): void {
  let at = y;
  for (const [colour, words] of MEANINGS) {
    box(on, { x, y: at - 3, width: 8, height: 12, colour });
    text(on, x + 18, at, words, { size: 9, anchor: 'start' });
    at += 18;
  }
  sum(on, x + 4, at - 3);
  text(on, x + 18, at, 'sum', { size: 9, anchor: 'start' });
}
