// Opens a directory of MakeHuman's assets: finds files by name, reads them on demand and caches what it parses.
import { check } from '@vrn/voxel';
import { gunzip } from '@vrn/voxel/internal';
import { type BaseMesh, baseMesh } from './baseMesh.js';
import { type FileReader, folderReader } from './fileReader.js';
import { type Rig, readRig } from './skeleton.js';
import { readWeights, type SkinWeights } from './skinning.js';
import { readTarget } from './targets.js';

/** The contents of an asset directory. Files are read on demand; base mesh, rig, weights and targets are cached. */
export interface Assets {
  /** Name of the directory in error messages. */
  readonly name: string;
  /** Paths of all files, relative to the directory. */
  readonly paths: readonly string[];
  /** Names of the macro targets, such as 'universal-male-young-averagemuscle-averageweight', sorted. */
  readonly targets: readonly string[];
  /** Paths of .mhclo files under a folder `clothes` and under a folder `hair`, sorted. */
  readonly clothes: readonly string[];
  readonly hair: readonly string[];
  /** Paths of images under a folder `skins`, sorted. */
  readonly skins: readonly string[];
  /** Paths of .bvh files under a folder `poses`, sorted. */
  readonly poses: readonly string[];
  base(): BaseMesh;
  rig(): Rig;
  weights(): SkinWeights;
  /** Returns the displacements of a target, `[V, 3]` decimetres; undefined where the directory has no such target. */
  target(name: string): Float32Array | undefined;
  /** Returns the bytes of a file, decompressed if its name ends in .gz. */
  read(path: string): Uint8Array;
  /** Computes a value once and caches it under its key. */
  once<T>(key: string, make: () => T): T;
}

const TARGET = /(?:^|\/)((?:african|asian|caucasian|universal)-(?:fe)?male-[a-z-]+)\.target(?:\.gz)?$/;

/**
 * Opens a directory laid out like MakeHuman's or MPFB's data folder, possibly with fewer levels of folders. Files are
 * recognised by their names and by the folder `clothes`, `hair`, `skins` or `poses` that contains them.
 *
 * @param directory  path (Node), or an object that lists and reads files.
 * @throws {VolumetricError} `not-found` if the directory does not exist; `bad-file` if base mesh, rig, weights or all
 *   targets are missing. Files that are read later throw `bad-file` with their path if they are damaged.
 *
 * @example
 * const assets = readAssets('../shared/makehuman');
 * assets.base().positions.length / 3;  // → 19158
 */
export function readAssets(directory: string | FileReader): Assets {
  const files = typeof directory === 'string' ? folderReader(directory) : directory;
  const name = files.name ?? 'assets';
  const paths = files.list('');
  const known = new Set(paths);
  const find = (what: string, ...patterns: readonly RegExp[]): string => {
    const found = patterns
      .map((pattern) => paths.find((path) => pattern.test(path)))
      .find((path) => path !== undefined);
    check(found !== undefined, 'bad-file', () => `readAssets: ${name} must have ${what}, got none`);
    return found;
  };
  const basePath = find('base.obj', /(?:^|\/)3dobjs\/base\.obj$/, /^base\.obj$/, /(?:^|\/)base\.obj$/);
  const rigPath = find('default.mhskel', /(?:^|\/)default\.mhskel$/, /(?:^|\/)rig\.default\.json$/);
  const weightsPath = find('default_weights.mhw', /(?:^|\/)default_weights\.mhw$/, /(?:^|\/)weights\.default\.json$/);
  const targetPaths = new Map<string, string>();
  for (const path of paths) {
    const target = TARGET.exec(path)?.[1];
    if (target !== undefined && !targetPaths.has(target)) targetPaths.set(target, path);
  }
  check(targetPaths.size > 0, 'bad-file', () => `readAssets: ${name} must have macro targets, got none`);
  const under = (folder: string, ending: RegExp) =>
    paths.filter((path) => `/${path}`.includes(`/${folder}/`) && ending.test(path));

  const cache = new Map<string, unknown>();
  const once = <T>(key: string, make: () => T): T => {
    if (!cache.has(key)) cache.set(key, make());
    return cache.get(key) as T;
  };
  const full = (path: string) => `${name}/${path}`;
  const read = (path: string): Uint8Array => {
    check(known.has(path), 'bad-file', () => `readAssets: ${full(path)} must exist, got no such file`);
    const bytes = files.read(path);
    return path.endsWith('.gz') ? unzipped(bytes, full(path)) : bytes;
  };
  const base = () => once('base', () => baseMesh(read(basePath), full(basePath)));
  const vertices = () => base().positions.length / 3;
  const rig = () => once('rig', () => readRig(read(rigPath), full(rigPath), base()));
  return {
    name,
    paths,
    targets: [...targetPaths.keys()].sort(),
    clothes: under('clothes', /\.mhclo$/),
    hair: under('hair', /\.mhclo$/),
    skins: under('skins', /\.(?:png|jpe?g)$/i),
    poses: under('poses', /\.bvh$/i),
    base,
    rig,
    weights: () =>
      once('weights', () => readWeights(read(weightsPath), full(weightsPath), { rig: rig(), vertices: vertices() })),
    target: (target) => {
      const path = targetPaths.get(target);
      if (path === undefined) return undefined;
      return once(`target ${target}`, () => readTarget(read(path), full(path), vertices()));
    },
    read,
    once,
  };
}

/** Maximum size of a decompressed .gz file: a constant number of bytes, plus a number per compressed byte. */
const MAX_UNZIPPED = { bytes: 2 ** 25, perByte: 16 } as const;

/** Decompresses a .gz file. Throws `bad-file` if it is damaged or larger than {@link MAX_UNZIPPED} allows. */
const unzipped = (bytes: Uint8Array, path: string): Uint8Array =>
  gunzip(bytes, { limit: MAX_UNZIPPED.bytes + MAX_UNZIPPED.perByte * bytes.length, caller: `readAssets: ${path}` });
