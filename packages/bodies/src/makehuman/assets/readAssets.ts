// A directory of MakeHuman's assets: what is in it is found by name, read when it is asked for, and kept.
import { check } from '@vrn/voxel';
import { type BaseMesh, baseMesh } from './baseMesh.js';
import { type FileReader, folderReader } from './fileReader.js';
import { type Rig, readRig } from './skeleton.js';
import { readWeights, type SkinWeights } from './skinning.js';
import { readTarget } from './targets.js';
import { unpackGzip } from './unpackGzip.js';

/** What a directory holds. Nothing is read before it is asked for; all of it is read once. */
export interface Assets {
  /** Of the directory, for messages and provenance. */
  readonly name: string;
  /** Every file, relative to the directory. */
  readonly paths: readonly string[];
  /** Names of the macro targets, as 'universal-male-young-averagemuscle-averageweight', sorted. */
  readonly targets: readonly string[];
  /** Paths, sorted: .mhclo files under a folder `clothes`, under a folder `hair`. */
  readonly clothes: readonly string[];
  readonly hair: readonly string[];
  /** Paths of pictures under a folder `skins`, sorted. */
  readonly skins: readonly string[];
  /** Paths of .bvh files under a folder `poses`, sorted. */
  readonly poses: readonly string[];
  base(): BaseMesh;
  rig(): Rig;
  weights(): SkinWeights;
  /** Moves of a target, `[V, 3]` decimetres; undefined where the directory has no such target. */
  target(name: string): Float32Array | undefined;
  /** Bytes of a file, unpacked where its name ends in .gz. */
  read(path: string): Uint8Array;
  /** Makes a thing once and keeps it under its key. */
  once<T>(key: string, make: () => T): T;
}

const TARGET = /(?:^|\/)((?:african|asian|caucasian|universal)-(?:fe)?male-[a-z-]+)\.target(?:\.gz)?$/;

/**
 * Opens a directory laid out as MakeHuman's or MPFB's data folder is, or flatter: files are known by their names and by
 * the folder `clothes`, `hair`, `skins` or `poses` that they are in.
 *
 * @param directory path (Node), or what lists and reads files
 * @throws {VolumetricError} `not-found` without the directory; `bad-file` where base mesh, rig, weights or all targets are missing.
 *   What is asked for later throws `bad-file` with the file's path if it is damaged.
 *
 * @example
 * const assets = readAssets('../shared/makehuman');
 * assets.base().positions.length / 3;  // → 19158
 */
export function readAssets(directory: string | FileReader): Assets {
  const files = typeof directory === 'string' ? folderReader(directory) : directory;
  const name = files.name ?? 'assets';
  const paths = files.list('');
  const there = new Set(paths);
  const find = (what: string, ...patterns: readonly RegExp[]): string => {
    const found = patterns
      .map((pattern) => paths.find((path) => pattern.test(path)))
      .find((path) => path !== undefined);
    check(found !== undefined, 'bad-file', () => `readAssets: ${name} must hold ${what}, got none`);
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
  check(targetPaths.size > 0, 'bad-file', () => `readAssets: ${name} must hold macro targets, got none`);
  const under = (folder: string, ending: RegExp) =>
    paths.filter((path) => `/${path}`.includes(`/${folder}/`) && ending.test(path));

  const kept = new Map<string, unknown>();
  const once = <T>(key: string, make: () => T): T => {
    if (!kept.has(key)) kept.set(key, make());
    return kept.get(key) as T;
  };
  const full = (path: string) => `${name}/${path}`;
  const read = (path: string): Uint8Array => {
    check(there.has(path), 'bad-file', () => `readAssets: ${full(path)} must be there, got no such file`);
    const bytes = files.read(path);
    return path.endsWith('.gz') ? unpackGzip(bytes, full(path)) : bytes;
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
