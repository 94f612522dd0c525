// The spec of a set: what SPEC.json may say, checked, with everything else filled in.
import { readFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { SCAN_SOURCE_DEFAULTS, type ScanSourceOptions } from '@vrn/bodies';
import { check, VolumetricError } from '@vrn/voxel';
import { about } from '../output/failure.js';
import * as field from './fields.js';
import type { Shares } from './plan.js';
import { scanFiles } from './readScans.js';
import { type PassedOn, passedOn, SAMPLE_FIELDS } from './sampleFields.js';

export type SourceSpec =
  | 'capsules'
  | (MakehumanSpec & { readonly makehuman: string; readonly mocap?: string | readonly string[] })
  | ({ readonly meshes: string } & Readonly<Omit<Required<ScanSourceOptions>, 'shares' | 'seed'>>);

/** Options of the source that are handed to it as they are. */
interface MakehumanSpec {
  readonly poses?: boolean;
  readonly people?: number;
  readonly children?: number;
  readonly plain?: readonly string[];
}

/** Plain JSON; the same spec gives the same set on every machine. */
export interface Spec {
  readonly name: string;
  readonly source: SourceSpec;
  /** Of the whole set. */
  readonly samples: number;
  readonly seed: number;
  readonly split: Shares;
  /** Share of the samples that wear clothes, where the source has any. */
  readonly dressed: number;
  readonly image: { readonly format: 'jpeg'; readonly quality: number } | { readonly format: 'png' } | false;
  /** Folder of pictures to stand in front of. */
  readonly backgrounds?: string;
  /** Handed to `sample` as it is. */
  readonly sample: PassedOn;
}

/** A spec, and what is of no matter to its samples. */
export interface ReadSpec {
  readonly spec: Spec;
  /** How many shards to make where nobody says. */
  readonly shards?: number;
  /** Whether the spec itself says how samples are split. */
  readonly splitGiven: boolean;
  /** What folders in the spec are relative to. */
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
  ...SAMPLE_FIELDS,
];

/**
 * The spec in a file.
 *
 * @throws {VolumetricError} in one line that names the file and the field
 */
export async function readSpec(file: string): Promise<ReadSpec> {
  const content = await about(file, () => readFile(file, 'utf8'));
  return about(file, () => {
    let value: unknown;
    try {
      value = JSON.parse(content);
    } catch (cause) {
      throw new VolumetricError('bad-file', `a spec must be JSON, got: ${(cause as Error).message}`, { cause });
    }
    return { ...specOf(value), folder: dirname(resolve(file)) };
  }).then(withFewScans);
}

/** One or two scans cannot be in three splits: where nobody asked for these, all samples are for training. */
async function withFewScans(read: ReadSpec): Promise<ReadSpec> {
  const { spec, splitGiven, folder } = read;
  if (splitGiven || typeof spec.source !== 'object' || !('meshes' in spec.source)) return read;
  if ((await scanFiles(resolve(folder, spec.source.meshes))).length >= 3) return read;
  return { ...read, spec: { ...spec, split: { train: 1, validation: 0, test: 0 } } };
}

/** @throws {VolumetricError} `bad-argument`, naming the field */
export function specOf(value: unknown): Omit<ReadSpec, 'folder'> {
  const fields = field.fieldsOf(value, 'a spec');
  field.knownFields(fields, FIELDS, 'a spec');
  const shards = field.optional(fields, 'shards', '', field.wholeFrom(1, 99_999), undefined);
  const backgrounds = field.optional(fields, 'backgrounds', '', field.text, undefined);
  const spec: Spec = {
    name: field.text(fields.name, 'name'),
    source: sourceOf(fields.source),
    samples: field.wholeFrom(1, 1e9)(fields.samples, 'samples'),
    seed: field.optional(fields, 'seed', '', field.wholeFrom(0), 0),
    split: sharesOf(fields.split),
    dressed: field.optional(fields, 'dressed', '', field.within(0, 1), 1),
    image: imageOf(fields.image),
    ...(backgrounds !== undefined && { backgrounds }),
    sample: passedOn(fields),
  };
  return { spec, splitGiven: fields.split !== undefined, ...(shards !== undefined && { shards }) };
}

function sourceOf(value: unknown): SourceSpec {
  const what = "'capsules', { makehuman: folder, mocap?: folder } or { meshes: folder, … }";
  if (value === 'capsules') return value;
  const isObject = typeof value === 'object' && value !== null;
  check(isObject && ('makehuman' in value || 'meshes' in value), 'bad-argument', () => {
    return `source must be ${what}, got ${value === undefined ? 'none' : JSON.stringify(value)}`;
  });
  const fields = field.fieldsOf(value, 'source');
  if (fields.makehuman !== undefined) {
    field.knownFields(fields, ['makehuman', 'mocap', 'poses', 'people', 'children', 'plain'], 'source');
    const mocap = field.optional(fields, 'mocap', 'source', field.textOrTexts, undefined);
    const poses = field.optional(fields, 'poses', 'source', field.flag, undefined);
    const people = field.optional(fields, 'people', 'source', field.wholeFrom(1), undefined);
    const children = field.optional(fields, 'children', 'source', field.within(0, 1), undefined);
    const plain = field.optional(fields, 'plain', 'source', field.texts, undefined);
    return {
      makehuman: field.text(fields.makehuman, 'source.makehuman'),
      ...(mocap !== undefined && { mocap }),
      ...(poses !== undefined && { poses }),
      ...(people !== undefined && { people }),
      ...(children !== undefined && { children }),
      ...(plain !== undefined && { plain }),
    };
  }
  field.knownFields(fields, ['meshes', 'up', 'front', 'height', 'yaw', 'pitch', 'roll'], 'source');
  const axis = field.oneOf('x', 'y', 'z', '-x', '-y', '-z');
  const angle = field.span(-360, 360);
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
  const [train, validation, test] = [share('train'), share('validation'), share('test')];
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
  return { format, quality: field.optional(fields, 'quality', 'image', field.wholeFrom(1, 100), 90) };
}
