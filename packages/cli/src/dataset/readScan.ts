// A mesh of the user's own as a person: its solid, its parts with their textures, its landmarks.
import { readFile } from 'node:fs/promises';
import { dirname, extname, join } from 'node:path';
import type { Scan, Surface } from '@vrn/bodies';
import { decodeGlb, decodeObj, decodePly, decodeStl, srgbToLinear } from '@vrn/mesh';
import { check, type TriangleMesh, VolumetricError } from '@vrn/voxel';
import { about } from '../output/failure.js';
import { glbParts } from './glbParts.js';
import { type Material, materialFiles, objParts, readMaterials } from './objParts.js';
import { readPicture } from './readPicture.js';

interface Read {
  readonly mesh: TriangleMesh;
  readonly surfaces?: readonly Surface[];
}

/** By ending. Names are for messages and provenance. */
const READERS: Readonly<Record<string, (bytes: Uint8Array, file: string, name: string) => Promise<Read>>> = {
  '.obj': readObj,
  '.ply': readPly,
  '.glb': readGlb,
  '.stl': async (bytes) => ({ mesh: decodeStl(bytes) }),
};

export const SCAN_ENDINGS = Object.keys(READERS);

/**
 * The scan in a mesh file, with the textures that it names, and with the landmarks of the `.json` file of its name, if there is one.
 *
 * @param name  of the person.
 * @throws {VolumetricError} naming the file
 */
export async function readScan(file: string, name: string): Promise<Scan> {
  const read = await about(file, async () => {
    const found = await READERS[extname(file).toLowerCase()]!(await readFile(file), file, name);
    check(found.mesh.indices.length > 0, 'bad-mesh', () => 'mesh must have faces, got none');
    return found;
  });
  const landmarks = await readLandmarks(`${file.slice(0, -extname(file).length)}.json`);
  return { name, ...read, ...(landmarks && { landmarks }) };
}

async function readObj(bytes: Uint8Array, file: string, name: string): Promise<Read> {
  const mesh = decodeObj(bytes);
  const text = new TextDecoder().decode(bytes);
  const folder = dirname(file);
  const materials = new Map<string, Material & { readonly folder: string }>();
  for (const library of materialFiles(text)) {
    const path = join(folder, library);
    const found = await about(path, async () => readMaterials(await readFile(path, 'utf8')));
    for (const each of found) materials.set(each.name, { ...each, folder: dirname(path) });
  }
  if (materials.size === 0 || mesh.indices.length === 0) return { mesh };
  const surfaces: Surface[] = [];
  for (const part of objParts(text)) {
    const material = part.material === undefined ? undefined : materials.get(part.material);
    const split = used(decodeObj(part.text, { seams: 'split' }));
    const linear = material?.colour?.map((value) => srgbToLinear(Math.min(1, Math.max(0, value))));
    const path = material?.picture && join(material.folder, material.picture);
    const textured = path !== undefined && path !== '' && split.uvs !== undefined;
    surfaces.push({
      what: 'body',
      name,
      mesh: textured || split.colors !== undefined ? split : painted(split, linear),
      ...(textured && { texture: await readPicture(await readFile(path), path) }),
    });
  }
  return { mesh, surfaces };
}

async function readPly(bytes: Uint8Array, file: string, name: string): Promise<Read> {
  const mesh = decodePly(bytes);
  const head = new TextDecoder('latin1').decode(bytes.subarray(0, 65_536)).split('end_header')[0]!;
  const [, picture] = /^comment TextureFile\s+(.+?)\s*$/m.exec(head) ?? [];
  if (picture === undefined || mesh.uvs === undefined) return { mesh };
  const path = join(dirname(file), picture);
  const texture = await readPicture(await readFile(path), path);
  return { mesh, surfaces: [{ what: 'body', name, mesh, texture }] };
}

async function readGlb(bytes: Uint8Array, file: string, name: string): Promise<Read> {
  const mesh = await decodeGlb(bytes);
  const surfaces: Surface[] = [];
  for (const { bytes: part, colour, picture } of glbParts(bytes)) {
    const own = await decodeGlb(part);
    const path = typeof picture === 'string' ? join(dirname(file), picture) : `${file}: a texture in it`;
    const textured = picture !== undefined && own.uvs !== undefined;
    const plain = textured || own.colors !== undefined ? own : painted(own, colour);
    surfaces.push({
      what: 'body',
      name,
      mesh: upright(plain),
      ...(textured && {
        texture: await readPicture(typeof picture === 'string' ? await readFile(path) : picture, path),
      }),
    });
  }
  return { mesh, surfaces };
}

/** glTF counts v from the top, textures here from the bottom. */
function upright(mesh: TriangleMesh): TriangleMesh {
  return mesh.uvs === undefined ? mesh : { ...mesh, uvs: mesh.uvs.map((at, i) => (i % 2 === 0 ? at : 1 - at)) };
}

/** A mesh of one linear colour; as it is without one. */
function painted(mesh: TriangleMesh, colour: readonly number[] | undefined): TriangleMesh {
  if (colour === undefined) return mesh;
  return { ...mesh, colors: Float32Array.from(mesh.positions, (_, i) => colour[i % 3]!) };
}

/** The mesh without the vertices that no face uses. */
function used(mesh: TriangleMesh): TriangleMesh {
  const order = new Int32Array(mesh.positions.length / 3).fill(-1);
  const kept: number[] = [];
  const indices = mesh.indices.map((v) => {
    if (order[v]! < 0) order[v] = kept.push(v) - 1;
    return order[v]!;
  });
  const gather = (values: Float32Array, width: number): Float32Array =>
    Float32Array.from(
      { length: width * kept.length },
      (_, i) => values[width * kept[Math.floor(i / width)]! + (i % width)]!,
    );
  return {
    positions: gather(mesh.positions, 3),
    indices,
    ...(mesh.normals && { normals: gather(mesh.normals, 3) }),
    ...(mesh.colors && { colors: gather(mesh.colors, 3) }),
    ...(mesh.uvs && { uvs: gather(mesh.uvs, 2) }),
  };
}

type Point = readonly [x: number, y: number, z: number];

/** 16 × [x, y, z] in the order of MPII, in the mesh's own units; undefined where there is no such file. */
async function readLandmarks(file: string): Promise<Point[] | undefined> {
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });
  if (text === undefined) return undefined;
  let points: unknown;
  try {
    points = JSON.parse(text);
  } catch (cause) {
    throw new VolumetricError('bad-file', `${file}: landmarks must be JSON, got: ${(cause as Error).message}`, {
      cause,
    });
  }
  const isPoint = (each: unknown): each is Point =>
    Array.isArray(each) && each.length === 3 && each.every((value) => Number.isFinite(value));
  check(Array.isArray(points) && points.length === 16 && points.every(isPoint), 'bad-file', () => {
    return `${file}: landmarks must be 16 of [x, y, z], in the order of MPII`;
  });
  return points;
}
