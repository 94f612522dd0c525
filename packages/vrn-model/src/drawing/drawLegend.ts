// Draws the legend: the meanings of the colours of boxes, and the sign of a sum.
import { box, type Canvas, type Colour, sum, text } from './svg.js';

const MEANINGS: readonly (readonly [Colour, string])[] = [
  ['convolution', '7×7 convolution, stride 2'],
  ['block', 'residual block; its height is the resolution of its features'],
  ['linear', '1×1 convolution, norm, ReLU'],
  ['output', '1×1 convolution to the logits of the slices'],
  ['volume', 'volume: logits upsampled linearly'],
];

/** Draws the legend with its left edge at x and the baseline of its first line at y, pixels. */
export function drawLegend(canvas: Canvas, x: number, y: number): void {
  let at = y;
  for (const [colour, words] of MEANINGS) {
    box(canvas, { x, y: at - 3, width: 8, height: 12, colour });
    text(canvas, words, { x: x + 18, y: at, size: 9, anchor: 'start' });
    at += 18;
  }
  sum(canvas, x + 4, at - 3);
  text(canvas, 'sum', { x: x + 18, y: at, size: 9, anchor: 'start' });
}
