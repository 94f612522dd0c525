// Defines the spec of a data set: its fields, their checks and their defaults.
import { readFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { check, VolumetricError } from '@vrn/voxel';
import { defined } from '@vrn/voxel/internal';
import { type HeldOut, PHOTOGRAPH_POSES } from '../../makehuman/makehumanSource.js';
import { SCAN_SOURCE_DEFAULTS, type ScanSourceOptions } from '../../scans/scanSource.js';
import { about } from '../files/about.js';
import { MAX_SHARDS, type Shares } from '../plan/plan.js';
import { scanFiles } from '../scans/scanFolder.js';
import * as field from './fields.js';
import { readSampleFields, SAMPLE_FIELD_NAMES, type SampleFields } from './sampleFields.js';

export type SourceSpec =
  | 'capsules'
  | (MakehumanSpec & { readonly makehuman: string; readonly mocap?: string | readonly string[] })
  | ({ readonly meshes: string } & Readonly<Omit<Required<ScanSourceOptions>, 'shares' | 'seed'>>);

/** Options that are passed unchanged to `bodySource`. */
interface MakehumanSpec {
  readonly poses?: boolean;
  readonly yaw?: number;
  readonly standing?: number;
  readonly exchange?: number;
  readonly tilt?: number;
  readonly people?: number;
  readonly children?: number;
  readonly plain?: readonly string[];
  readonly heldOut?: HeldOut;
}

/**
 * The fields that determine the samples of a data set, as plain JSON. Equal specs and source files give equal samples
 * on every machine.
 */
export interface Spec {
  readonly name: string;
  readonly source: SourceSpec;
  /** Number of samples of the whole data set. */
  readonly samples: number;
  readonly seed: number;
  readonly split: Shares;
  /** Share of the samples whose person wears clothes; ignored for capsules and scans. */
  readonly dressed: number;
  readonly image: { readonly format: 'jpeg'; readonly quality: number } | { readonly format: 'png' } | false;
  /** Folder of background pictures. */
  readonly backgrounds?: string;
  /** Options that are passed to `sample` unchanged. */
  readonly sample: SampleFields;
}

/** A checked spec, and facts about it that are not stored with the data set. */
export interface DatasetSpec {
  readonly spec: Spec;
  /** Number of shards, if the spec states it. */
  readonly shards?: number;
  /** Whether the spec itself states the shares of the splits. */
  readonly splitGiven: boolean;
  /** The folder that paths in the spec are relative to. */
  readonly folder: string;
}

const FIELDS = [
  'name',
  'source',
  'samples',
  'shards',
  'seed',
  'split',
  'dressed',
  'image',
  'backgrounds',
  'views',
  ...SAMPLE_FIELD_NAMES,
];

/**
 * Reads the spec of a data set from a JSON file.
 *
 * @param file  path of the file. Folders in the spec are relative to the folder of this file.
 * @returns     the checked spec, with defaults as `parseDatasetSpec` fills them in.
 * @throws {VolumetricError} `bad-argument` or `bad-file`, in one line that names the file and the field
 *
 * @example
 * const spec = await readDatasetSpec('people.json');
 * await makeDataset(spec, { output: 'people' });
 */
export async function readDatasetSpec(file: string): Promise<DatasetSpec> {
  const content = await about(file, () => readFile(file, 'utf8'));
  return about(file, () => {
    let value: unknown;
    try {
      value = JSON.parse(content.replace(/^\ufeff/, ''));
    } catch (cause) {
      throw new VolumetricError('bad-file', `a spec must be JSON, got: ${(cause as Error).message}`, { cause });
    }
    return parseDatasetSpec(value, { folder: dirname(resolve(file)) });
  });
}

export const PARSE_DATASET_SPEC_DEFAULTS = { folder: '.' } as const;

/**
 * Checks the spec of a data set and fills in its defaults, except those of `sample` and of MakeHuman sources.
 *
 * @param value           plain JSON; docs/datasets.md describes its fields.
 * @param options.folder  the folder that paths in the spec are relative to; by default the working directory.
 * @throws {VolumetricError} `bad-argument`, naming the field; `bad-file` for a spec of scans without `split`, if the
 *   folder of scans cannot be read or has no mesh files
 *
 * @example
 * await parseDatasetSpec({ name: 'few', source: 'capsules', samples: 10 });
 */
export async function parseDatasetSpec(
  value: unknown,
  options: { readonly folder?: string } = {},
): Promise<DatasetSpec> {
  const { folder } = { ...PARSE_DATASET_SPEC_DEFAULTS, ...defined(options) };
  return withFewScans({ ...specOf(value), folder: resolve(folder) });
}

/** Puts all samples in the training split if there are fewer than three scans, unless the spec states the shares. */
async function withFewScans(read: DatasetSpec): Promise<DatasetSpec> {
  const { spec, splitGiven, folder } = read;
  if (splitGiven || typeof spec.source !== 'object' || !('meshes' in spec.source)) return read;
  if ((await scanFiles(resolve(folder, spec.source.meshes))).length >= 3) return read;
  return { ...read, spec: { ...spec, split: { train: 1, validation: 0, test: 0 } } };
}

/**
 * Checks a spec and fills in the same defaults as `parseDatasetSpec`, but does not read the folder of scans.
 *
 * @throws {VolumetricError} `bad-argument`, naming the field
 */
export function specOf(value: unknown): Omit<DatasetSpec, 'folder'> {
  const fields = field.fieldsOf(value, 'a spec');
  field.knownFields(fields, FIELDS, 'a spec');
  const shards = field.optional(fields, 'shards', '', field.integer(1, MAX_SHARDS), undefined);
  const backgrounds = field.optional(fields, 'backgrounds', '', field.text, undefined);
  const views = field.optional(fields, 'views', '', field.oneOf('photographs'), undefined);
  const spec: Spec = {
    name: field.text(fields.name, 'name'),
    source: sourceOf(fields.source, views),
    samples: field.integer(1, 1e9)(fields.samples, 'samples'),
    seed: field.optional(fields, 'seed', '', field.integer(0), 0),
    split: sharesOf(fields.split),
    dressed: field.optional(fields, 'dressed', '', field.within(0, 1), 1),
    image: imageOf(fields.image),
    ...(backgrounds !== undefined && { backgrounds }),
    sample: readSampleFields(views === undefined ? fields : { camera: views, ...fields }),
  };
  return { spec, splitGiven: fields.split !== undefined, ...(shards !== undefined && { shards }) };
}

function sourceOf(value: unknown, views?: 'photographs'): SourceSpec {
  const what = "'capsules', { makehuman: folder, mocap?: folder } or { meshes: folder, … }";
  if (value === 'capsules') return value;
  const isObject = typeof value === 'object' && value !== null;
  check(isObject && ('makehuman' in value || 'meshes' in value), 'bad-argument', () => {
    return `source must be ${what}, got ${value === undefined ? 'none' : JSON.stringify(value)}`;
  });
  const fields = field.fieldsOf(value, 'source');
  return fields.makehuman === undefined
    ? scansOf(fields)
    : makehumanOf(views === undefined ? fields : { ...PHOTOGRAPH_POSES, ...fields });
}

function makehumanOf(fields: field.Fields): SourceSpec {
  field.knownFields(fields, ['makehuman', ...Object.keys(MAKEHUMAN_FIELDS)], 'source');
  const given = Object.entries(MAKEHUMAN_FIELDS).filter(([name]) => fields[name] !== undefined);
  return {
    makehuman: field.text(fields.makehuman, 'source.makehuman'),
    ...Object.fromEntries(given.map(([name, read]) => [name, read(fields[name], `source.${name}`)])),
  };
}

/** Optional fields of a MakeHuman source, in the order in which they are stored. */
const MAKEHUMAN_FIELDS: Readonly<Record<string, field.Reader<unknown>>> = {
  mocap: field.textOrTexts,
  poses: field.flag,
  yaw: field.within(0, 180),
  standing: field.within(0, 1),
  exchange: field.within(0, 1),
  tilt: field.within(0, 1),
  people: field.integer(1),
  children: field.within(0, 1),
  plain: field.texts,
  heldOut: heldOutOf,
};

function heldOutOf(value: unknown, name: string): HeldOut {
  const fields = field.fieldsOf(value, name);
  field.knownFields(fields, ['subjects', 'outfits'], name);
  const subjects = field.optional(fields, 'subjects', name, field.texts, undefined);
  const outfits = field.optional(fields, 'outfits', name, field.texts, undefined);
  return { ...(subjects !== undefined && { subjects }), ...(outfits !== undefined && { outfits }) };
}

function scansOf(fields: field.Fields): SourceSpec {
  field.knownFields(fields, ['meshes', 'up', 'front', 'height', 'yaw', 'pitch', 'roll'], 'source');
  const axis = field.oneOf('x', 'y', 'z', '-x', '-y', '-z');
  const angle = field.interval(-360, 360);
  const { up, front, height, yaw, pitch, roll } = SCAN_SOURCE_DEFAULTS;
  const meshes = {
    meshes: field.text(fields.meshes, 'source.meshes'),
    up: field.optional(fields, 'up', 'source', axis, up),
    front: field.optional(fields, 'front', 'source', axis, front),
    height:
      fields.height === 'keep' ? 'keep' : field.optional(fields, 'height', 'source', field.within(1e-9, 1e9), height),
    yaw: field.optional(fields, 'yaw', 'source', angle, yaw),
    pitch: field.optional(fields, 'pitch', 'source', angle, pitch),
    roll: field.optional(fields, 'roll', 'source', angle, roll),
  } as const;
  check(meshes.up.at(-1) !== meshes.front.at(-1), 'bad-argument', () => {
    return `source.front must be another axis than source.up, ${meshes.up}, got ${meshes.front}`;
  });
  return meshes;
}

function sharesOf(value: unknown): Shares {
  if (value === undefined) return { train: 0.8, validation: 0.1, test: 0.1 };
  const fields = field.fieldsOf(value, 'split');
  field.knownFields(fields, ['train', 'validation', 'test'], 'split');
  const share = (name: string): number => field.optional(fields, name, 'split', field.within(0, 1e9), 0);
  const train = share('train');
  const validation = share('validation');
  const test = share('test');
  const total = train + validation + test;
  check(total > 0, 'bad-argument', () => 'split must have a share above 0, got none');
  return { train: train / total, validation: validation / total, test: test / total };
}

function imageOf(value: unknown): Spec['image'] {
  if (value === undefined) return { format: 'jpeg', quality: 90 };
  if (value === false) return value;
  const fields = field.fieldsOf(value, 'image');
  const format = field.oneOf('jpeg', 'png')(fields.format, 'image.format');
  field.knownFields(fields, format === 'jpeg' ? ['format', 'quality'] : ['format'], `image of format '${format}'`);
  if (format === 'png') return { format };
  return { format, quality: field.optional(fields, 'quality', 'image', field.integer(1, 100), 90) };
}
