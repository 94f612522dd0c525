// Converts a spec to the form that is stored with a data set, with digests of folders in place of their paths.
import { createHash } from 'node:crypto';
import { join, resolve } from 'node:path';
import { about } from '../files/about.js';
import { listFolder } from '../files/listFolder.js';
import { readRegularFile } from '../files/readRegularFile.js';
import type { Spec } from '../spec/spec.js';

/**
 * Replaces the folder paths of a spec by digests of the folders' contents. Specs with equal input files are then equal
 * wherever the files are, and shards made from different files can be told apart.
 *
 * Cost: reads every file in the folders.
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

/** Computes a digest of the paths and contents of all regular files below a folder. Ignores other files. */
function digestOf(folder: string): Promise<string> {
  return about(folder, async () => {
    const all = createHash('sha256');
    for (const { path, isRegular } of await listFolder(folder)) {
      if (!isRegular) continue;
      const content = createHash('sha256').update(await readRegularFile(join(folder, path)));
      all.update(path).update(content.digest());
    }
    return `sha256:${all.digest('hex').slice(0, 32)}`;
  });
}
