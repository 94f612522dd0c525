// The fields of a spec that are options of `sample`, and are handed to it as they are.
import type { SampleOptions } from '@vrn/bodies';
import * as field from './fields.js';

/** Options of `sample` that a spec can set. */
export type PassedOn = Omit<SampleOptions, 'image' | 'backgrounds' | 'split' | 'dressed'>;

type Readers = Readonly<Record<string, field.Reader<unknown>>>;

/** An object of which only these fields may be there. */
const group =
  (readers: Readers): field.Reader<field.Fields> =>
  (value, name) => {
    const fields = field.fieldsOf(value, name);
    field.knownFields(fields, Object.keys(readers), name);
    return Object.fromEntries(
      Object.entries(fields).map(([key, each]) => [key, readers[key]!(each, `${name}.${key}`)]),
    );
  };

/** A word, or what the other reader takes. */
const wordOr =
  <T>(word: string, read: field.Reader<T>): field.Reader<string | T> =>
  (value, name) =>
    value === word ? word : read(value, name);

const share = field.span(0, 1);

/** What is checked here is only what would be told without the field's name elsewhere; `sample` itself checks ranges. */
const READERS: Readers = {
  shape: field.shapeOf,
  imageScale: field.wholeFrom(1, 8),
  scale: field.span(1e-3, 1.25),
  align: field.oneOf('mean', 'centroid', 'bounds'),
  occupancy: field.oneOf('binary', 'fraction'),
  camera: group({
    perspective: wordOr('orthographic', field.span(1, 100)),
    roll: field.span(-180, 180),
    turn: field.span(-360, 360),
    pitch: field.span(-90, 90),
  }),
  lights: wordOr(
    'lamp',
    group({
      count: field.span(1, 16),
      ambient: share,
      tint: share,
      exposure: field.span(0, 16),
      occlusion: share,
      shadow: share,
    }),
  ),
  background: group({ kinds: field.texts, pictures: field.within(0, 1) }),
  blur: field.span(0, 20),
  noise: field.span(0, 1),
  jpeg: wordOr('none', field.span(1, 100)),
  supersample: field.wholeFrom(1, 8),
  outputs: group({ depth: field.flag, normals: field.flag }),
};

export const SAMPLE_FIELDS = Object.keys(READERS);

/** @throws {VolumetricError} `bad-argument`, naming the field */
export function passedOn(fields: field.Fields): PassedOn {
  const own = SAMPLE_FIELDS.filter((name) => fields[name] !== undefined);
  return Object.fromEntries(own.map((name) => [name, READERS[name]!(fields[name], name)])) as PassedOn;
}
