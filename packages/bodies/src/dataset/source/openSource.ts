// Opens the inputs of a data set: the source of its people, and its background pictures.
import fs from 'node:fs';
import { join, resolve } from 'node:path';
import { check } from '@vrn/voxel';
import { bodySource } from '../../bodySource.js';
import { folderReader } from '../../makehuman/assets/fileReader.js';
import type { BodySource, Texture } from '../../person/person.js';
import { scanSource } from '../../scans/scanSource.js';
import { about } from '../files/about.js';
import { listFolder } from '../files/listFolder.js';
import { readPicture } from '../files/readPicture.js';
import { readRegularFile } from '../files/readRegularFile.js';
import { readScans } from '../scans/readScans.js';
import type { Spec } from '../spec/spec.js';

export interface SetSource {
  readonly people: BodySource;
  readonly backgrounds?: readonly Texture[];
  /** Warnings about input that could be read only in part. */
  readonly warnings: readonly string[];
}

/**
 * Opens the source of people and the backgrounds of a spec.
 *
 * @param folder  the folder that paths in the spec are relative to.
 * @throws {VolumetricError} `bad-file`, `bad-mesh` or `bad-image`, naming the file that is missing, damaged or
 *   unsupported; `not-found` for a missing folder of MakeHuman or of motion capture, and for pictures without the
 *   package sharp; `bad-argument` for options that do not fit the files
 */
export async function openSource(spec: Spec, folder: string): Promise<SetSource> {
  const { backgrounds: pictures } = spec;
  const { people, warnings } = await peopleOf(spec, folder);
  if (pictures === undefined) return { people, warnings };
  return { people, warnings, backgrounds: await readBackgrounds(resolve(folder, pictures)) };
}

async function peopleOf(
  { source, split, seed }: Spec,
  folder: string,
): Promise<{ people: BodySource; warnings: readonly string[] }> {
  const at = (path: string): string => resolve(folder, path);
  // `folderReader` cannot load node:fs by itself in Node.js before 20.16.
  const reader = (path: string) => folderReader(at(path), fs);
  if (source === 'capsules') return { people: bodySource(source), warnings: [] };
  if ('makehuman' in source) {
    const { makehuman, mocap, ...rest } = source;
    const motion = typeof mocap === 'string' ? reader(mocap) : mocap?.map(reader);
    const options = { ...rest, makehuman: reader(makehuman), ...(motion !== undefined && { mocap: motion }) };
    return { people: bodySource(options), warnings: [] };
  }
  const { meshes, ...options } = source;
  const { scans, warnings } = await readScans(at(meshes));
  const people = await about(at(meshes), () => scanSource(scans, { ...options, shares: split, seed }));
  return { people, warnings };
}

const PICTURES = /\.(?:jpe?g|png|webp|avif|tiff?|gif)$/i;

async function readBackgrounds(folder: string): Promise<Texture[]> {
  const entries = await about(folder, () => listFolder(folder));
  const files = entries.filter(({ path, isRegular }) => isRegular && PICTURES.test(path));
  check(files.length > 0, 'bad-file', () => `${folder}: a folder of backgrounds must hold pictures, got none`);
  const pictures: Texture[] = [];
  for (const { path } of files) {
    const file = join(folder, path);
    pictures.push(await readPicture(await about(file, () => readRegularFile(file)), file));
  }
  return pictures;
}
