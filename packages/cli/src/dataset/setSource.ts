// What a set is made from: the source of its people and its backgrounds, read once by every thread that makes samples.
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { join, relative, resolve, sep } from 'node:path';
import { type BodySource, bodySource, folderReader, scanSource, type Texture } from '@vrn/bodies';
import { check } from '@vrn/voxel';
import { about } from '../output/failure.js';
import { readPicture } from './readPicture.js';
import { readScans } from './readScans.js';
import type { Spec } from './spec.js';

export interface SetSource {
  readonly people: BodySource;
  readonly backgrounds?: readonly Texture[];
}

/**
 * @param folder  what folders in the spec are relative to.
 * @throws {VolumetricError} in one line, naming the file that is missing or damaged
 */
export async function setSource(spec: Spec, folder: string): Promise<SetSource> {
  const { backgrounds: pictures } = spec;
  const people = await peopleOf(spec, folder);
  if (pictures === undefined) return { people };
  const place = resolve(folder, pictures);
  const backgrounds: Texture[] = [];
  for (const file of await pictureFiles(place))
    backgrounds.push(await readPicture(join(place, file), join(place, file)));
  return { people, backgrounds };
}

async function peopleOf({ source, split, seed }: Spec, folder: string): Promise<BodySource> {
  const at = (path: string): string => resolve(folder, path);
  // Libraries find the file system by themselves from Node 20.16 on only.
  const reader = (path: string) => folderReader(at(path), fs);
  if (source === 'capsules') return bodySource(source);
  if ('makehuman' in source) {
    const { makehuman, mocap, ...rest } = source;
    const motion = typeof mocap === 'string' ? reader(mocap) : mocap?.map(reader);
    return bodySource({ ...rest, makehuman: reader(makehuman), ...(motion !== undefined && { mocap: motion }) });
  }
  const { meshes, ...options } = source;
  const scans = await readScans(at(meshes));
  return about(at(meshes), () => scanSource(scans, { ...options, shares: split, seed }));
}

const PICTURES = /\.(?:jpe?g|png|webp|avif|tiff?|gif)$/i;

async function pictureFiles(folder: string): Promise<string[]> {
  const files = (await filesOf(folder)).filter((file) => PICTURES.test(file));
  check(files.length > 0, 'bad-file', () => `${folder}: a folder of backgrounds must hold pictures, got none`);
  return files;
}

/** Paths of all files under a folder, relative to it, with '/' between names, sorted. */
async function filesOf(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true, recursive: true });
  return entries
    .filter((entry) => !entry.isDirectory())
    .map((entry) =>
      relative(folder, join(entry.parentPath ?? entry.path, entry.name))
        .split(sep)
        .join('/'),
    )
    .sort((a, b) => (a < b ? -1 : 1));
}

/**
 * The spec as shards keep it: with what folders hold, as a digest, in place of where they lie. So sets made from the same files are the
 * same wherever those are, and shards made from other files are told apart.
 *
 * Cost: reads every file in them.
 */
export async function storedSpec(spec: Spec, folder: string): Promise<Spec> {
  const content = (path: string): Promise<string> => digestOf(resolve(folder, path));
  const { source, backgrounds, ...rest } = spec;
  return {
    ...rest,
    source: await storedSource(source, content),
    ...(backgrounds !== undefined && { backgrounds: await content(backgrounds) }),
  };
}

async function storedSource(
  source: Spec['source'],
  content: (path: string) => Promise<string>,
): Promise<Spec['source']> {
  if (source === 'capsules') return source;
  if ('meshes' in source) return { ...source, meshes: await content(source.meshes) };
  const { mocap } = source;
  const motion = typeof mocap === 'object' ? await Promise.all(mocap.map(content)) : mocap && (await content(mocap));
  return { ...source, makehuman: await content(source.makehuman), ...(motion !== undefined && { mocap: motion }) };
}

async function digestOf(folder: string): Promise<string> {
  const whole = createHash('sha256');
  for (const file of await filesOf(folder)) {
    whole.update(file).update(
      createHash('sha256')
        .update(await readFile(join(folder, file)))
        .digest(),
    );
  }
  return `sha256:${whole.digest('hex').slice(0, 32)}`;
}
