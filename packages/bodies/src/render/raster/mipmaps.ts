// Builds mipmaps of a texture and samples them.
import { check } from '@vrn/voxel';
import type { Texture } from '../../person/person.js';
import { encodeSrgb, LINEAR_OF_BYTE } from './srgbTable.js';

/** The mipmap levels of a texture, the largest first. */
export interface Mipmaps {
  readonly levels: readonly Texture[];
  /** Whether any texel is less than half opaque. */
  readonly holes: boolean;
}

const cache = new WeakMap<Texture, Mipmaps>();

/**
 * Returns the mipmaps of a texture. Each level averages 2 × 2 texels of the previous one in linear light, weighted by
 * opacity; if the number of rows or columns is odd and above 1, the last one is left out. The result is cached as long
 * as the texture exists.
 *
 * @throws {VolumetricError} `bad-image`
 * Cost: O(texels), once per texture.
 */
export function mipmaps(texture: Texture): Mipmaps {
  const before = cache.get(texture);
  if (before) return before;
  const { rows, columns, data } = texture;
  check(rows > 0 && columns > 0 && data.length === rows * columns * 4, 'bad-image', () => {
    return `mipmaps: texture must be ${rows} × ${columns} × 4 bytes, got ${data.length}`;
  });
  let minOpacity = 255;
  for (let at = 3; at < data.length; at += 4) if (data[at]! < minOpacity) minOpacity = data[at]!;
  const levels = [texture];
  for (let last = texture; last.rows > 1 || last.columns > 1; ) {
    last = minOpacity === 255 ? halvedOpaque(last) : halved(last);
    levels.push(last);
  }
  const made = { levels, holes: minOpacity < 128 };
  cache.set(texture, made);
  return made;
}

/**
 * `LIGHT` maps an sRGB byte to 16 bits of linear light. `BYTE` maps a mean of such values back to an sRGB byte; its
 * index is the mean divided by four, rounded down.
 */
const LIGHT = Uint16Array.from(LINEAR_OF_BYTE, (linear) => Math.round(65535 * linear));
const BYTE = Uint8Array.from({ length: 16384 }, (_, at) => Math.round(255 * encodeSrgb((at + 0.5) / 16384)));

function halvedOpaque({ rows, columns, data }: Texture): Texture {
  const [height, width] = [Math.max(1, rows >> 1), Math.max(1, columns >> 1)];
  const out = new Uint8Array(height * width * 4);
  const right = columns > 1 ? 4 : 0;
  const down = rows > 1 ? columns * 4 : 0;
  for (let i = 0, to = 0; i < height; i++) {
    for (let j = 0, a = 2 * i * columns * 4; j < width; j++, to += 4, a += 8) {
      const b = a + right;
      const c = a + down;
      const d = b + down;
      out[to] = BYTE[(LIGHT[data[a]!]! + LIGHT[data[b]!]! + LIGHT[data[c]!]! + LIGHT[data[d]!]!) >> 4]!;
      out[to + 1] =
        BYTE[(LIGHT[data[a + 1]!]! + LIGHT[data[b + 1]!]! + LIGHT[data[c + 1]!]! + LIGHT[data[d + 1]!]!) >> 4]!;
      out[to + 2] =
        BYTE[(LIGHT[data[a + 2]!]! + LIGHT[data[b + 2]!]! + LIGHT[data[c + 2]!]! + LIGHT[data[d + 2]!]!) >> 4]!;
      out[to + 3] = 255;
    }
  }
  return { rows: height, columns: width, data: out };
}

/** Halves a texture with colours weighted by opacity. Fully transparent blocks keep their mean colour. */
function halved({ rows, columns, data }: Texture): Texture {
  const [height, width] = [Math.max(1, rows >> 1), Math.max(1, columns >> 1)];
  const out = new Uint8Array(height * width * 4);
  const right = columns > 1 ? 4 : 0;
  const down = rows > 1 ? columns * 4 : 0;
  for (let i = 0, to = 0; i < height; i++) {
    for (let j = 0, a = 2 * i * columns * 4; j < width; j++, to += 4, a += 8) {
      const b = a + right;
      const c = a + down;
      const d = b + down;
      const opacity = data[a + 3]! + data[b + 3]! + data[c + 3]! + data[d + 3]!;
      const even = opacity === 0 ? 1 : 0;
      const [wa, wb, wc, wd] = [data[a + 3]! + even, data[b + 3]! + even, data[c + 3]! + even, data[d + 3]! + even];
      const total = 4 * (opacity + 4 * even);
      for (let k = 0; k < 3; k++) {
        const light =
          wa * LIGHT[data[a + k]!]! + wb * LIGHT[data[b + k]!]! + wc * LIGHT[data[c + k]!]! + wd * LIGHT[data[d + k]!]!;
        out[to + k] = BYTE[Math.floor(light / total)]!;
      }
      out[to + 3] = (opacity + 2) >> 2;
    }
  }
  return { rows: height, columns: width, data: out };
}

/** Chooses the level whose texels are about as large as samples, for `texels` texels of level 0 per sample. */
export function levelFor(texels: number, levels: number): number {
  let level = 0;
  for (let left = texels; left > 2 && level < levels - 1; left /= 4) level++;
  return level;
}

/** Returns the opacity 0..255 of the texel at u, v. The texture repeats outside 0..1. */
export function opacityAt({ rows, columns, data }: Texture, u: number, v: number): number {
  const across = u >= 0 && u <= 1 ? u : u - Math.floor(u);
  const down = v >= 0 && v <= 1 ? 1 - v : 1 - (v - Math.floor(v));
  const column = Math.min(columns - 1, Math.floor(across * columns));
  const row = Math.min(rows - 1, Math.floor(down * rows));
  return data[(row * columns + column) * 4 + 3]!;
}

/**
 * Interpolates the linear colour at u, v bilinearly into `out`, optionally weighted by opacity. The texture repeats
 * outside 0..1, but colours are not mixed across its edges.
 */
export function colourAt(
  { rows, columns, data }: Texture,
  u: number,
  v: number,
  byOpacity: boolean,
  out: Float64Array,
): void {
  const x = (u >= 0 && u <= 1 ? u : u - Math.floor(u)) * columns - 0.5;
  const y = (v >= 0 && v <= 1 ? 1 - v : 1 - (v - Math.floor(v))) * rows - 0.5;
  const left = Math.floor(x);
  const top = Math.floor(y);
  const across = x - left;
  const down = y - top;
  const j0 = left < 0 ? 0 : left;
  const j1 = left + 1 >= columns ? columns - 1 : left + 1;
  const i0 = top < 0 ? 0 : top;
  const i1 = top + 1 >= rows ? rows - 1 : top + 1;
  const a = (i0 * columns + j0) * 4;
  const b = (i0 * columns + j1) * 4;
  const c = (i1 * columns + j0) * 4;
  const d = (i1 * columns + j1) * 4;
  let wa = (1 - across) * (1 - down);
  let wb = across * (1 - down);
  let wc = (1 - across) * down;
  let wd = across * down;
  if (byOpacity) {
    wa *= data[a + 3]! + 1e-6;
    wb *= data[b + 3]! + 1e-6;
    wc *= data[c + 3]! + 1e-6;
    wd *= data[d + 3]! + 1e-6;
    const total = 1 / (wa + wb + wc + wd);
    wa *= total;
    wb *= total;
    wc *= total;
    wd *= total;
  }
  for (let k = 0; k < 3; k++) {
    out[k] =
      wa * LINEAR_OF_BYTE[data[a + k]!]! +
      wb * LINEAR_OF_BYTE[data[b + k]!]! +
      wc * LINEAR_OF_BYTE[data[c + k]!]! +
      wd * LINEAR_OF_BYTE[data[d + k]!]!;
  }
}
