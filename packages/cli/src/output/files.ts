// Files in and out: read by their endings, written whole or not at all.
import { randomUUID } from 'node:crypto';
import { rmSync } from 'node:fs';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, extname } from 'node:path';
import { decodeGlb, decodeObj, decodePly, decodeStl, encodeGlb, encodeObj, encodePly, encodeStl } from '@vrn/mesh';
import {
  check,
  decodeBinvox,
  decodeNpy,
  decodeNrrd,
  encodeBinvox,
  encodeNpy,
  type Grid,
  type TriangleMesh,
  type View,
  type Volume,
} from '@vrn/voxel';
import { about } from './failure.js';

/** Temporary files that are being written. */
const unfinished = new Set<string>();

for (const [signal, number] of [
  ['SIGINT', 2],
  ['SIGTERM', 15],
] as const) {
  process.once(signal, () => {
    for (const file of unfinished) rmSync(file, { force: true });
    process.exit(128 + number);
  });
}

/** Writes to a temporary name beside the target and moves it in place; what is interrupted leaves nothing. */
export async function writeInPlace(file: string, content: Uint8Array | string): Promise<void> {
  await mkdir(dirname(file), { recursive: true });
  const temporary = `${file}.${randomUUID().slice(0, 8)}.tmp`;
  unfinished.add(temporary);
  try {
    await writeFile(temporary, content);
    await rename(temporary, file);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  } finally {
    unfinished.delete(temporary);
  }
}

const MESHES: Readonly<Record<string, (bytes: Uint8Array) => TriangleMesh | Promise<TriangleMesh>>> = {
  '.obj': decodeObj,
  '.glb': decodeGlb,
  '.ply': decodePly,
  '.stl': decodeStl,
};

const ENCODERS: Readonly<Record<string, (mesh: TriangleMesh) => string | Uint8Array | Promise<Uint8Array>>> = {
  '.obj': encodeObj,
  '.glb': (mesh) => encodeGlb(mesh),
  '.ply': (mesh) => encodePly(mesh),
  '.stl': (mesh) => encodeStl(mesh),
};

const ending = (file: string): string => extname(file).toLowerCase();

const known = (file: string, endings: readonly string[], what: string): void =>
  check(endings.includes(ending(file)), 'bad-argument', () => {
    return `${file}: ${what} must end in ${endings.join(' or ')}, got '${extname(file)}'`;
  });

export async function readMesh(file: string): Promise<TriangleMesh> {
  known(file, Object.keys(MESHES), 'a mesh');
  return about(file, async () => MESHES[ending(file)]!(await readFile(file)));
}

export function checkMeshName(file: string): void {
  known(file, Object.keys(ENCODERS), 'a mesh');
}

export async function writeMesh(file: string, mesh: TriangleMesh): Promise<void> {
  checkMeshName(file);
  await writeInPlace(file, await ENCODERS[ending(file)]!(mesh));
}

/** A volume, and where it lies in the world if its file says so. */
export interface PlacedVolume {
  readonly volume: Volume;
  readonly grid?: Grid;
}

const VOLUMES: Readonly<Record<string, (bytes: Uint8Array) => PlacedVolume | Promise<PlacedVolume>>> = {
  '.npy': (bytes) => ({ volume: decodeNpy(bytes) }),
  '.binvox': decodeBinvox,
  '.nrrd': decodeNrrd,
};

const VOLUME_ENCODERS: Readonly<Record<string, (volume: View, grid: Grid) => Uint8Array>> = {
  '.npy': (volume) => encodeNpy(volume),
  '.binvox': (volume, grid) => encodeBinvox(volume, { grid }),
};

export async function readVolume(file: string): Promise<PlacedVolume> {
  known(file, Object.keys(VOLUMES), 'a volume');
  return about(file, async () => {
    const read = await VOLUMES[ending(file)]!(await readFile(file));
    const { shape } = read.volume;
    check(shape.length === 3, 'bad-file', () => {
      return `a volume must have 3 axes [rows, columns, slices], got shape (${shape.join(', ')})`;
    });
    return read;
  });
}

export function checkVolumeName(file: string): void {
  known(file, Object.keys(VOLUME_ENCODERS), 'a volume');
}

export async function writeVolume(file: string, volume: View, grid: Grid): Promise<void> {
  checkVolumeName(file);
  await writeInPlace(file, await about(file, () => VOLUME_ENCODERS[ending(file)]!(volume, grid)));
}
