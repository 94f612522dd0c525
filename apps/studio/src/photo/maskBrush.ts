// Adds to the mask of a person, or erases from it, with a brush on the photograph.

import { byId } from '../page/dom.js';
import type { MaskData } from '../protocol/calls.js';
import { pixelAt, type Region } from './region.js';

export interface BrushOptions {
  /** The mask, whose data are changed in place. */
  readonly mask: MaskData;
  readonly region: Region;
  /** 1 adds, 0 erases. */
  value(): 0 | 1;
  /** Radius as a fraction of the region's height. */
  radius(): number;
  isActive(): boolean;
  onPaint(): void;
  /** Called at the end of each stroke. */
  onEdit(): void;
}

/** Connects the brush to the photograph. Returns a function that removes it. */
export function maskBrush({ mask, region, value, radius, isActive, onPaint, onEdit }: BrushOptions): () => void {
  const canvas = byId<HTMLCanvasElement>('photo-canvas');
  const controller = new AbortController();
  const { signal } = controller;
  let isDown = false;

  /** Sets all pixels of the mask whose centres are within the brush; the radius is at least one such pixel. */
  const paint = (event: PointerEvent): void => {
    const { row, column } = pixelAt(region, canvas, event);
    const pixel = mask.square.side / mask.size;
    const [i, j] = [(row + 0.5 - mask.square.top) / pixel, (column + 0.5 - mask.square.left) / pixel];
    const reach = Math.max(1, (radius() * region.height) / pixel);
    for (let y = Math.max(0, Math.floor(i - reach)); y < Math.min(mask.size, i + reach); y++) {
      for (let x = Math.max(0, Math.floor(j - reach)); x < Math.min(mask.size, j + reach); x++) {
        if (Math.hypot(y + 0.5 - i, x + 0.5 - j) <= reach) mask.data[y * mask.size + x] = value();
      }
    }
    onPaint();
  };

  canvas.addEventListener(
    'pointerdown',
    (event) => {
      if (!isActive()) return;
      isDown = true;
      canvas.setPointerCapture(event.pointerId);
      paint(event);
    },
    { signal },
  );
  canvas.addEventListener('pointermove', (event) => isDown && paint(event), { signal });
  for (const name of ['pointerup', 'pointercancel'] as const) {
    canvas.addEventListener(
      name,
      () => {
        if (isDown) onEdit();
        isDown = false;
      },
      { signal },
    );
  }
  return () => controller.abort();
}
