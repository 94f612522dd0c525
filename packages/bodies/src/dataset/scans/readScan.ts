// Reads a mesh file as a scan: its solid, its surfaces with their textures, and its landmarks.
import { extname, join } from 'node:path';
import { decodeStl } from '@vrn/mesh';
import { check, VolumetricError } from '@vrn/voxel';
import type { Vector } from '../../person/vectors.js';
import type { Scan } from '../../scans/scanSource.js';
import { about, reasonOf } from '../files/about.js';
import { type Context, meshOf, type ReadMesh } from './context.js';
import { readGlb } from './readGlb.js';
import { readObjScan } from './readObjScan.js';
import { readPly } from './readPly.js';
import { endingOf, type ScanEnding, type ScanFolder } from './scanFolder.js';

const READERS: Readonly<Record<ScanEnding, (bytes: Uint8Array, context: Context) => Promise<ReadMesh>>> = {
  '.obj': readObjScan,
  '.ply': readPly,
  '.glb': readGlb,
  '.stl': async (bytes, context) => ({ mesh: meshOf(decodeStl(bytes), context) }),
};

/**
 * Reads a mesh file with the textures that it names, and with the landmarks in the `.json` file of the same name.
 *
 * @param path  path of the file in the folder; also the name of the person.
 * @throws {VolumetricError} naming the file: `bad-mesh` for a mesh without faces; `bad-file` for a file that is damaged
 *   or cannot be read; `bad-image` for a picture that is damaged, too large or of an unsupported format; `not-found` if
 *   there is a picture but not the package sharp
 */
export async function readScan(
  folder: ScanFolder,
  path: string,
): Promise<{ readonly scan: Scan; readonly warnings: string[] }> {
  const file = join(folder.folder, path);
  const warnings: string[] = [];
  const context: Context = { folder, path, warn: (text) => warnings.push(`${file}: ${text}`) };
  const bytes = await folder.read(path);
  const read = await about(file, async () => {
    const found = await READERS[endingOf(path)!](bytes, context);
    check(found.mesh.indices.length > 0, 'bad-mesh', () => 'mesh must have faces, got none');
    return found;
  });
  const landmarks = await readLandmarks(folder, `${path.slice(0, -extname(path).length)}.json`);
  return { scan: { name: path, ...read, ...(landmarks && { landmarks }) }, warnings };
}

/** Reads 16 landmarks [x, y, z] in MPII order, in the mesh's units and axes; undefined if there is no such file. */
async function readLandmarks(folder: ScanFolder, path: string): Promise<Vector[] | undefined> {
  if (!folder.has(path)) return undefined;
  const file = join(folder.folder, path);
  const bytes = await folder.read(path);
  let points: unknown;
  try {
    points = JSON.parse(new TextDecoder().decode(bytes));
  } catch (cause) {
    throw new VolumetricError('bad-file', `${file}: landmarks must be JSON, got: ${reasonOf(cause)}`, {
      cause,
    });
  }
  const isPoint = (each: unknown): each is Vector =>
    Array.isArray(each) &&
    each.length === 3 &&
    each.every((value) => typeof value === 'number' && Number.isFinite(Math.fround(value)));
  check(Array.isArray(points) && points.length === 16 && points.every(isPoint), 'bad-file', () => {
    return `${file}: landmarks must be 16 of [x, y, z], finite in single precision, in the order of MPII`;
  });
  return points;
}
