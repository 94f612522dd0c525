// Reads volume files (.npy, .binvox, .nrrd) and encodes them (.npy, .binvox), by their extensions.
import {
  check,
  decodeBinvox,
  decodeNpy,
  decodeNrrd,
  encodeBinvox,
  encodeNpy,
  type Grid,
  type View,
  type Volume,
} from '@vrn/voxel';
import { formatOf, type Sniffer, startsWith } from './fileFormat.js';
import { readInput } from './files.js';
import { about } from './messages.js';

/** A volume, with its position in the world if its file stores one. */
export interface PlacedVolume {
  readonly volume: Volume;
  readonly grid?: Grid;
  /** Transform from the grid's to the file's coordinates, for oblique axes: 4 × 4, column-major. */
  readonly matrix?: ArrayLike<number>;
  readonly warnings?: readonly string[];
}

const DECODERS: Readonly<Record<string, (bytes: Uint8Array) => PlacedVolume | Promise<PlacedVolume>>> = {
  '.npy': (bytes) => {
    const volume = decodeNpy(bytes);
    return { volume, warnings: (volume as { warnings?: readonly string[] }).warnings ?? [] };
  },
  '.binvox': decodeBinvox,
  '.nrrd': decodeNrrd,
};

const ENCODERS: Readonly<Record<string, (volume: View, grid: Grid) => Uint8Array>> = {
  '.npy': (volume) => encodeNpy(volume),
  '.binvox': (volume, grid) => encodeBinvox(volume, { grid }),
};

export const VOLUME_ENDINGS = Object.keys(DECODERS);
export const VOLUME_OUTPUTS = Object.keys(ENCODERS);

const sniff: Sniffer = (bytes) => {
  if (startsWith(bytes, '\u0093NUMPY')) return '.npy';
  if (startsWith(bytes, '#binvox')) return '.binvox';
  return startsWith(bytes, 'NRRD') ? '.nrrd' : undefined;
};

/**
 * Reads a volume file.
 *
 * @param file  path, or `-` for standard input.
 * @throws {VolumetricError} naming the file.
 */
export async function readVolume(file: string): Promise<PlacedVolume> {
  return about(file, async () => {
    const ending = file === '-' ? undefined : formatOf(file, VOLUME_ENDINGS, 'a volume');
    const bytes = await readInput(file);
    const decoded = await DECODERS[ending ?? formatOf(file, VOLUME_ENDINGS, 'a volume', sniff(bytes))]!(bytes);
    const { shape } = decoded.volume;
    check(shape.length === 3, 'bad-file', () => {
      return `a volume must have 3 axes [rows, columns, slices], got shape (${shape.join(', ')})`;
    });
    return decoded;
  });
}

/** Encodes a volume; `format` is one of {@link VOLUME_OUTPUTS}. */
export const encodeVolume = (volume: View, format: string, grid: Grid): Uint8Array => ENCODERS[format]!(volume, grid);
