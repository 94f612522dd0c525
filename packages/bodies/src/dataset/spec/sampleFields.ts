// Reads the fields of a spec that are options of `sample`.
import { type CameraOptions, checkCamera, PHOTOGRAPH_VIEWS } from '../../sample/cameraOptions.js';
import type { SampleOptions } from '../../sample/options.js';
import * as field from './fields.js';

/** The options of `sample` that a spec can set. */
export type SampleFields = Omit<SampleOptions, 'image' | 'backgrounds' | 'split' | 'dressed'>;

type Readers = Readonly<Record<string, field.Reader<unknown>>>;

/** Creates a reader of objects with these fields only, all of them optional. */
const group =
  (readers: Readers): field.Reader<field.Fields> =>
  (value, name) => {
    const fields = field.fieldsOf(value, name);
    field.knownFields(fields, Object.keys(readers), name);
    return Object.fromEntries(
      Object.entries(fields).map(([key, each]) => [key, readers[key]!(each, `${name}.${key}`)]),
    );
  };

/** Creates a reader that accepts a given word, and the values that another reader accepts. */
const wordOr =
  <T>(word: string, read: field.Reader<T>): field.Reader<string | T> =>
  (value, name) =>
    value === word ? word : read(value, name);

/** Creates a reader of distributions: an interval, or the fields of a `Peak`. */
const distribution = (min: number, max: number): field.Reader<unknown> => {
  const peak = group({
    mean: field.within(min, max),
    deviation: field.within(1e-9, 1e9),
    within: field.interval(min, max),
    uniform: field.within(0, 1),
  });
  return (value, name) =>
    (Array.isArray(value) || typeof value !== 'object' ? field.interval(min, max) : peak)(value, name);
};

const camera = group({
  perspective: wordOr('orthographic', distribution(1, 100)),
  roll: distribution(-180, 180),
  turn: distribution(-360, 360),
  pitch: distribution(-90, 90),
  offset: distribution(-0.5, 0.5),
  cut: field.within(0, 1),
  cutDepth: field.interval(0, 0.9),
});

/** Reads a camera. Replaces the preset 'photographs' by its distributions, so that stored specs do not depend on it. */
const cameraOf: field.Reader<unknown> = (value, name) => {
  const read = value === 'photographs' ? PHOTOGRAPH_VIEWS : camera(value, name);
  checkCamera(read as CameraOptions);
  return read;
};

const share = field.interval(0, 1);

/** Readers of the fields. They check types and ranges, so that messages name the field; `sample` checks the rest. */
const READERS: Readers = {
  shape: field.shapeOf,
  imageScale: field.integer(1, 8),
  scale: field.interval(1e-3, 1.25),
  align: field.oneOf('mean', 'centroid', 'bounds'),
  occupancy: field.oneOf('binary', 'fraction'),
  frame: field.oneOf('metric', 'view'),
  camera: cameraOf,
  lights: wordOr(
    'lamp',
    group({
      count: field.interval(1, 16),
      ambient: share,
      tint: share,
      exposure: field.interval(0, 16),
      occlusion: share,
      shadow: share,
    }),
  ),
  background: group({ kinds: field.texts, pictures: field.within(0, 1) }),
  blur: field.interval(0, 20),
  noise: field.interval(0, 1),
  jpeg: wordOr('none', field.interval(1, 100)),
  supersample: field.integer(1, 8),
  outputs: group({ depth: field.flag, normals: field.flag }),
};

export const SAMPLE_FIELD_NAMES = Object.keys(READERS);

/**
 * Reads the fields of a spec that are options of `sample`.
 *
 * @throws {VolumetricError} `bad-argument`, naming the field
 */
export function readSampleFields(fields: field.Fields): SampleFields {
  const own = SAMPLE_FIELD_NAMES.filter((name) => fields[name] !== undefined);
  return Object.fromEntries(own.map((name) => [name, READERS[name]!(fields[name], name)])) as SampleFields;
}
