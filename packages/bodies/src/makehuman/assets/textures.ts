// Decodes and recolours textures of skin, cloth and hair.
import { check, VolumetricError } from '@vrn/voxel';
import { convertIndexedToRgb, decode } from 'fast-png';
import type { Texture } from '../../person/person.js';

/**
 * Decodes a PNG file to an sRGB texture with alpha. The texture is opaque if the file has no alpha channel.
 *
 * Supports grey, RGB and palette files. 16-bit channels are reduced to their upper eight bits.
 *
 * @param file  its name, for error messages.
 * @throws {VolumetricError} `bad-file`, naming the file: damaged, or with fewer than 8 bits per channel and no palette
 * Cost: O(pixels).
 */
export function textureOf(bytes: Uint8Array, file: string): Texture {
  let png: ReturnType<typeof decode>;
  try {
    png = decode(bytes, { checkCrc: true });
  } catch (cause) {
    const problem = cause instanceof Error ? cause.message : String(cause);
    throw new VolumetricError('bad-file', `textureOf: ${file} must be a complete PNG, got ${problem}`, { cause });
  }
  const { width, height, depth, palette } = png;
  check(palette !== undefined || depth >= 8, 'bad-file', () => {
    return `textureOf: ${file} must have 8 or 16 bits per channel, got ${depth}`;
  });
  const data = palette === undefined ? png.data : convertIndexedToRgb(png);
  const channels = palette === undefined ? png.channels : palette[0]!.length;
  const shift = palette === undefined && depth === 16 ? 8 : 0;
  const [green, blue] = channels < 3 ? [0, 0] : [1, 2];
  const out = new Uint8Array(4 * width * height);
  for (let to = 0, from = 0; to < out.length; to += 4, from += channels) {
    out[to] = data[from]! >> shift;
    out[to + 1] = data[from + green]! >> shift;
    out[to + 2] = data[from + blue]! >> shift;
    out[to + 3] = channels % 2 === 0 ? data[from + channels - 1]! >> shift : 255;
  }
  return { rows: height, columns: width, data: out };
}

const [SIGNATURE, END_CHUNK] = [
  [0x89, 0x50, 0x4e, 0x47],
  [0x49, 0x45, 0x4e, 0x44],
] as const;

/**
 * Checks the first and last bytes of a PNG file without decoding it.
 *
 * @throws {VolumetricError} `bad-file`, naming the file
 */
export function checkPicture(bytes: Uint8Array, file: string): void {
  const isComplete =
    SIGNATURE.every((value, at) => bytes[at] === value) && END_CHUNK.every((value, at) => bytes.at(at - 8) === value);
  check(isComplete, 'bad-file', () => {
    return `checkPicture: ${file} must be a complete PNG, got ${bytes.length} other bytes`;
  });
}

/** A change of colours: rotation of the hue, then scaling of saturation and brightness. */
export interface Tint {
  /** Rotation of the hue in turns; 1/3 changes red into green. */
  readonly hue: number;
  /** Factor on the distance of a colour from grey; 1 changes nothing. */
  readonly saturation: number;
  /** Factor on sRGB values; 1 changes nothing. */
  readonly brightness: number;
}

/** Recolours a texture and keeps its alpha. Cost: O(pixels). */
export function tinted({ rows, columns, data }: Texture, { hue, saturation, brightness }: Tint): Texture {
  // The entries of a circulant 3×3 matrix that rotates colours about the grey diagonal and scales saturation and
  // brightness, in fixed point with 16 fractional bits.
  const [c, s] = [Math.cos(2 * Math.PI * hue), Math.sin(2 * Math.PI * hue)];
  const [third, root] = [1 / 3, Math.sqrt(1 / 3)];
  const fixedPoint = (value: number): number =>
    Math.round(65536 * brightness * (saturation * value + (1 - saturation) * third));
  const same = fixedPoint(c + third * (1 - c));
  const next = fixedPoint(third * (1 - c) - root * s);
  const last = fixedPoint(third * (1 - c) + root * s);
  const out = new Uint8Array(data.length);
  for (let at = 0; at < data.length; at += 4) {
    const red = data[at]!;
    const green = data[at + 1]!;
    const blue = data[at + 2]!;
    out[at] = byte(same * red + next * green + last * blue);
    out[at + 1] = byte(last * red + same * green + next * blue);
    out[at + 2] = byte(next * red + last * green + same * blue);
    out[at + 3] = data[at + 3]!;
  }
  return { rows, columns, data: out };
}

/** Converts fixed point with 16 fractional bits to a byte, with clamping. */
function byte(value: number): number {
  const rounded = (value + 32768) >> 16;
  return rounded < 0 ? 0 : rounded > 255 ? 255 : rounded;
}

/** Creates a texture of one pixel from an sRGB colour, 0..1. */
export const plainTexture = (colour: readonly [number, number, number]): Texture => {
  const data = Uint8Array.from([...colour.map((value) => Math.round(255 * Math.min(1, Math.max(0, value)))), 255]);
  return { rows: 1, columns: 1, data };
};
