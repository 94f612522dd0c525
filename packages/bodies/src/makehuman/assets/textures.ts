// Pictures of skin, cloth and hair: PNG files decoded, and coloured anew.
import { check, VolumetricError } from '@vrn/voxel';
import { convertIndexedToRgb, decode } from 'fast-png';
import type { Texture } from '../../person/person.js';

/**
 * A PNG file as a texture: sRGB bytes with opacity, opaque where the file has none.
 *
 * Grey, palette and 16-bit files work; numbers of 16 bits keep their upper eight.
 *
 * @param file  its name, for messages.
 * @throws {VolumetricError} `bad-file`, naming the file
 * Cost: some 10 ms for 512 × 512.
 */
export function textureOf(bytes: Uint8Array, file: string): Texture {
  let png: ReturnType<typeof decode>;
  try {
    png = decode(bytes, { checkCrc: true });
  } catch (cause) {
    const what = cause instanceof Error ? cause.message : String(cause);
    throw new VolumetricError('bad-file', `textureOf: ${file} must be a whole PNG, got ${what}`, { cause });
  }
  const { width, height, depth, palette } = png;
  check(palette !== undefined || depth >= 8, 'bad-file', () => {
    return `textureOf: ${file} must have 8 or 16 bits a channel, got ${depth}`;
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

const [FIRST, LAST] = [
  [0x89, 0x50, 0x4e, 0x47],
  [0x49, 0x45, 0x4e, 0x44],
] as const;

/**
 * Whether a file begins and ends as a PNG does, without unpacking it.
 *
 * @throws {VolumetricError} `bad-file`, naming the file
 */
export function checkPicture(bytes: Uint8Array, file: string): void {
  const whole =
    FIRST.every((value, at) => bytes[at] === value) && LAST.every((value, at) => bytes.at(at - 8) === value);
  check(whole, 'bad-file', () => `checkPicture: ${file} must be a whole PNG, got ${bytes.length} bytes that are none`);
}

/** How a texture is coloured anew: turned about grey, pulled to or from grey, made lighter or darker. */
export interface Tint {
  /** Turns, 0..1: a third takes red to green. */
  readonly hue: number;
  /** Factor on the distance from grey; 1 keeps it. */
  readonly saturation: number;
  /** Gain on sRGB; 1 keeps it. */
  readonly brightness: number;
}

/** A texture in other colours; opacity stays. Cost: some 2 ms for 512 × 512. */
export function tinted({ rows, columns, data }: Texture, { hue, saturation, brightness }: Tint): Texture {
  // The rotation of colour space about its grey diagonal, in whole 65,536ths.
  const [c, s] = [Math.cos(2 * Math.PI * hue), Math.sin(2 * Math.PI * hue)];
  const [third, root] = [1 / 3, Math.sqrt(1 / 3)];
  const whole = (value: number): number =>
    Math.round(65536 * brightness * (saturation * value + (1 - saturation) * third));
  const same = whole(c + third * (1 - c));
  const next = whole(third * (1 - c) - root * s);
  const last = whole(third * (1 - c) + root * s);
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

/** 65,536ths as a byte. */
function byte(value: number): number {
  const rounded = (value + 32768) >> 16;
  return rounded < 0 ? 0 : rounded > 255 ? 255 : rounded;
}

/** A texture of one colour, sRGB 0..1. */
export const plainTexture = (colour: readonly [number, number, number]): Texture => {
  const data = Uint8Array.from([...colour.map((value) => Math.round(255 * Math.min(1, Math.max(0, value)))), 255]);
  return { rows: 1, columns: 1, data };
};
