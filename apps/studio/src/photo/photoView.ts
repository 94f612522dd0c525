// Draws the photograph with masks and the body over it.

import { byId } from '../page/dom.js';
import type { MaskData } from '../protocol/calls.js';
import type { Region } from './region.js';

/** A mask and its colour: red, green and blue in sRGB, 0..255. */
export interface Tint {
  readonly mask: MaskData;
  readonly colour: readonly [number, number, number];
}

/** An image over a region of the photograph, with an opacity of 0..1. */
export interface Overlay {
  readonly image: CanvasImageSource;
  readonly region: Region;
  readonly opacity: number;
}

export interface PhotoLayers {
  readonly picture: ImageBitmap;
  readonly region: Region;
  readonly tints: readonly Tint[];
  readonly overlay?: Overlay;
}

/** Opacity of a mask where its coverage is 1, as 0..255; maximum length of the longer side of the canvas in pixels. */
const TINT_OPACITY = 120;
const MAX_PIXELS = 1024;

/** Draws a region of the photograph with its layers on the canvas, which gets the region's aspect ratio. */
export function drawPhoto({ picture, region, tints, overlay }: PhotoLayers): void {
  const canvas = byId<HTMLCanvasElement>('photo-canvas');
  byId('photo-stage').style.aspectRatio = `${region.width} / ${region.height}`;
  const scale = Math.min(2, MAX_PIXELS / Math.max(region.width, region.height));
  canvas.width = Math.max(1, Math.round(region.width * scale));
  canvas.height = Math.max(1, Math.round(region.height * scale));
  const context = canvas.getContext('2d')!;
  context.imageSmoothingQuality = 'high';
  context.scale(canvas.width / region.width, canvas.height / region.height);
  context.translate(-region.left, -region.top);
  context.drawImage(picture, 0, 0);
  for (const { mask, colour } of tints) {
    const { left, top, side } = mask.square;
    context.drawImage(tinted(mask, colour), left, top, side, side);
  }
  if (overlay !== undefined) {
    const { left, top, width, height } = overlay.region;
    context.globalAlpha = overlay.opacity;
    context.drawImage(overlay.image, left, top, width, height);
  }
}

/** Draws a mask in one colour, with an opaque outline. */
function tinted({ data, size }: MaskData, colour: readonly [number, number, number]): HTMLCanvasElement {
  const image = new ImageData(size, size);
  for (const [at, covered] of data.entries()) {
    image.data.set(colour, 4 * at);
    const isEdge = covered >= 0.5 && isBeside(data, size, at);
    image.data[4 * at + 3] = isEdge ? 255 : covered * TINT_OPACITY;
  }
  const canvas = document.createElement('canvas');
  canvas.width = size;
  canvas.height = size;
  canvas.getContext('2d')!.putImageData(image, 0, 0);
  return canvas;
}

/** Whether one of a pixel's four neighbours is covered by less than half; those outside the mask count as such. */
function isBeside(data: Float32Array, size: number, at: number): boolean {
  const column = at % size;
  const left = column > 0 ? data[at - 1]! : 0;
  const right = column < size - 1 ? data[at + 1]! : 0;
  return left < 0.5 || right < 0.5 || (data[at - size] ?? 0) < 0.5 || (data[at + size] ?? 0) < 0.5;
}
