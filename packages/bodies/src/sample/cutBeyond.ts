// Removes the parts of image, mask and landmarks that are beyond the border of a photograph that cuts the person.
import { type Grid, type Landmark, type Packed, packed, type TriangleMesh } from '@vrn/voxel';
import { type Cut, cutFrame } from '../corrupt/cutFrame.js';
import { borderLine } from './cropGrid.js';
import type { Crossing } from './drawView.js';

/** What the camera sees of a person. */
interface Seen {
  readonly image: Packed<Float32Array>;
  readonly mask: Packed<Float32Array>;
  readonly landmarks: readonly Landmark[];
  readonly visible: readonly boolean[];
}

/**
 * Cuts image, mask and landmarks at the border. Beyond it, the image repeats the outermost pixels, as a crop that
 * extends beyond a photograph does; the mask is 0; landmarks have confidence 0 and are not visible. Returns the same
 * data if there is no border.
 */
export function cutBeyond(seen: Seen, mesh: TriangleMesh, by: { grid: Grid; cut: Crossing | undefined }): Seen {
  if (by.cut === undefined) return seen;
  const [rows, columns] = seen.mask.shape as [number, number];
  const cut: Cut = { side: by.cut.side, line: borderLine(mesh, by.grid, { rows, columns, cut: by.cut }) };
  const { mask, landmarks } = cutFrame({ mask: seen.mask, landmarks: seen.landmarks }, cut);
  const visible = seen.visible.map((isVisible, number) => isVisible && landmarks[number]![2] !== 0);
  return { image: repeated(seen.image, cut), mask, landmarks, visible };
}

/** Fills the image beyond the border with the outermost pixels inside it. */
function repeated(image: Packed<Float32Array>, { side, line }: Cut): Packed<Float32Array> {
  const [rows, columns, channels] = image.shape as [number, number, number];
  const data = new Float32Array(image.data.length);
  const nearest = (at: number, low: number, high: number) => Math.min(high, Math.max(low, at));
  for (let i = 0; i < rows; i++) {
    const from =
      side === 'top' ? nearest(i, line, rows - 1) : side === 'bottom' ? nearest(i, 0, Math.max(0, line - 1)) : i;
    for (let j = 0; j < columns; j++) {
      const next =
        side === 'left' ? nearest(j, line, columns - 1) : side === 'right' ? nearest(j, 0, Math.max(0, line - 1)) : j;
      const pixel = channels * (from * columns + next);
      data.set(image.data.subarray(pixel, pixel + channels), channels * (i * columns + j));
    }
  }
  return packed(data, image.shape);
}
