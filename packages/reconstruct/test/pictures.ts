// Provides pictures and helpers for tests: the shipped sample, its crops and compositions, detectors and network.
import { fileURLToPath } from 'node:url';
import '@tensorflow/tfjs-backend-wasm';
import { enableProdMode, setBackend } from '@tensorflow/tfjs-core';
import { readModel } from '@vrn/detectors';
import { loadVRN } from '@vrn/model';
import { loadPretrained } from '@vrn/pretrained';
import sharp from 'sharp';
import { loadDetectors } from '../src/index.js';

/** A picture of 8-bit RGB, row by row. */
export interface Rgb {
  readonly data: Uint8Array;
  readonly width: number;
  readonly height: number;
}

const SAMPLE = fileURLToPath(new URL('../../../assets/sample.png', import.meta.url));

export async function readSample(): Promise<Rgb> {
  const { data, info } = await sharp(SAMPLE).removeAlpha().raw().toBuffer({ resolveWithObject: true });
  return { data: new Uint8Array(data), width: info.width, height: info.height };
}

/** Loads the detectors and the shipped network, and makes wasm the backend. */
export async function tools() {
  enableProdMode();
  await setBackend('wasm');
  return { detectors: await loadDetectors(readModel), network: loadVRN((await loadPretrained()).weights) };
}

/** Returns a rectangle of a picture. */
export function crop(picture: Rgb, left: number, top: number, width: number, height: number): Rgb {
  const data = new Uint8Array(width * height * 3);
  for (let i = 0; i < height; i++) {
    const from = ((top + i) * picture.width + left) * 3;
    data.set(picture.data.subarray(from, from + width * 3), i * width * 3);
  }
  return { data, width, height };
}

export const grey = (width: number, height: number): Rgb => ({
  data: new Uint8Array(width * height * 3).fill(150),
  width,
  height,
});

/** Draws the masked pixels of `picture` onto another picture, scaled, with the upper left corner at (left, top). */
export function paste(
  onto: Rgb,
  picture: Rgb,
  mask: { readonly data: ArrayLike<number>; readonly side: number },
  { scale, left, top }: { readonly scale: number; readonly left: number; readonly top: number },
): void {
  for (let i = 0; i < Math.floor(picture.height * scale); i++) {
    for (let j = 0; j < Math.floor(picture.width * scale); j++) {
      const [y, x] = [Math.floor(i / scale), Math.floor(j / scale)];
      const row = Math.floor((y / picture.height) * mask.side);
      const column = Math.floor((x / picture.width) * mask.side);
      const to = [top + i, left + j] as const;
      const isOutside = to[0] < 0 || to[1] < 0 || to[0] >= onto.height || to[1] >= onto.width;
      if (isOutside || mask.data[row * mask.side + column]! < 0.5) continue;
      const from = (y * picture.width + x) * 3;
      onto.data.set(picture.data.subarray(from, from + 3), (to[0] * onto.width + to[1]) * 3);
    }
  }
}
