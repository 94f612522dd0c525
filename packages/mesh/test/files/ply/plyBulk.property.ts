// Tests that the passes over common layouts read what the general reader reads, and refuse what it refuses: a
// big-endian file, which only the general reader reads, must give the same result as its little-endian copy.
import type { TriangleMesh } from '@vrn/voxel';
import { VolumetricError } from '@vrn/voxel';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { decodePly } from '../../../src/files/ply/decodePly.js';

const SETTINGS = { seed: 20_180_911, numRuns: 3000 };

/** Size and writer of the numbers of each PLY type, by its name; `l` says whether the file is little-endian. */
const TYPES = {
  uchar: { bytes: 1, write: (view: DataView, at: number, value: number) => view.setUint8(at, value) },
  short: { bytes: 2, write: (view: DataView, at: number, value: number, l: boolean) => view.setInt16(at, value, l) },
  int: { bytes: 4, write: (view: DataView, at: number, value: number, l: boolean) => view.setInt32(at, value, l) },
  uint: { bytes: 4, write: (view: DataView, at: number, value: number, l: boolean) => view.setUint32(at, value, l) },
  float: { bytes: 4, write: (view: DataView, at: number, value: number, l: boolean) => view.setFloat32(at, value, l) },
  double: { bytes: 8, write: (view: DataView, at: number, value: number, l: boolean) => view.setFloat64(at, value, l) },
} as const;
type Type = keyof typeof TYPES;

interface Value {
  readonly type: Type;
  readonly value: number;
}

/** Writes a header and numbers; `cut` bytes are missing at the end. */
function fileOf(header: string, values: readonly Value[], cut: number, little: boolean): Uint8Array {
  const order = little ? 'little' : 'big';
  const start = new TextEncoder().encode(`ply\nformat binary_${order}_endian 1.0\n${header}end_header\n`);
  const bytes = new Uint8Array(start.length + values.reduce((sum, { type }) => sum + TYPES[type].bytes, 0));
  bytes.set(start);
  const view = new DataView(bytes.buffer);
  let at = start.length;
  for (const { type, value } of values) {
    TYPES[type].write(view, at, value, little);
    at += TYPES[type].bytes;
  }
  return bytes.subarray(0, Math.max(start.length, bytes.length - cut));
}

const number = fc.oneof(
  fc.float({ noNaN: true, noDefaultInfinity: true }),
  fc.integer({ min: -2, max: 300 }),
  fc.constantFrom(Number.NaN, Number.POSITIVE_INFINITY),
);
const common = fc.float({ min: -2, max: 2, noNaN: true });
/** A group of properties of one type, which a file may lack. A type that is listed twice occurs more often. */
const group = (names: readonly string[], types: readonly Type[]) =>
  fc.record({ names: fc.constant(names), type: fc.constantFrom(...types), has: fc.boolean() });

interface Layout {
  readonly names: readonly string[];
  readonly type: Type;
}

const layout = fc
  .tuple(
    fc.constantFrom<Type>('float', 'float', 'float', 'double').map((type) => ({ names: ['x', 'y', 'z'], type })),
    group(['nx', 'ny', 'nz'], ['float', 'float', 'double']),
    group(['red', 'green', 'blue'], ['uchar', 'uchar', 'float', 'short']),
    group(['s', 't'], ['float', 'float', 'double']),
    group(['quality'], ['float', 'uchar', 'double']),
  )
  .chain(([positions, ...others]) => {
    const present: Layout[] = [positions, ...others.filter(({ has }) => has)];
    return fc.shuffledSubarray(present, { minLength: present.length });
  });

const file = fc
  .record({
    layout,
    vertices: fc.integer({ min: 0, max: 8 }),
    faces: fc.integer({ min: 0, max: 8 }),
    length: fc.constantFrom<Type>('uchar', 'uchar', 'uchar', 'int'),
    index: fc.constantFrom<Type>('int', 'uint', 'short'),
    before: fc.boolean(),
    after: fc.boolean(),
    odd: fc.nat(5),
    cut: fc.oneof({ weight: 4, arbitrary: fc.constant(0) }, fc.nat(20)),
  })
  .chain((shape) => {
    const columns = shape.layout.flatMap(({ names, type }) => names.map((name) => ({ name, type })));
    const size = { minLength: shape.vertices * columns.length, maxLength: shape.vertices * columns.length };
    const corner =
      shape.odd === 0 ? fc.integer({ min: -1, max: shape.vertices }) : fc.nat(Math.max(0, shape.vertices - 1));
    const corners =
      shape.odd === 1
        ? fc.array(corner, { minLength: 1, maxLength: 5 })
        : fc.array(corner, { minLength: 3, maxLength: 3 });
    return fc.record({
      ...Object.fromEntries(Object.entries(shape).map(([name, value]) => [name, fc.constant(value)])),
      columns: fc.constant(columns),
      numbers: fc.array(shape.odd === 2 ? number : common, size),
      polygons: fc.array(corners, { minLength: shape.faces, maxLength: shape.faces }),
    }) as unknown as fc.Arbitrary<
      typeof shape & {
        readonly columns: typeof columns;
        readonly numbers: readonly number[];
        readonly polygons: readonly (readonly number[])[];
      }
    >;
  })
  .map(({ columns, numbers, polygons, vertices, faces, length, index, before, after, cut }) => {
    const header = [
      `element vertex ${vertices}`,
      ...columns.map(({ name, type }) => `property ${type} ${name}`),
      `element face ${faces}`,
      ...(before ? ['property float area'] : []),
      `property list ${length} ${index} vertex_indices`,
      ...(after ? ['property uchar flags'] : []),
      '',
    ].join('\n');
    const values: Value[] = numbers.map((value, i) => ({ type: columns[i % columns.length]!.type, value }));
    for (const polygon of polygons) {
      if (before) values.push({ type: 'float', value: 0.5 });
      values.push({ type: length, value: polygon.length });
      for (const value of polygon) values.push({ type: index, value });
      if (after) values.push({ type: 'uchar', value: 3 });
    }
    return { little: fileOf(header, values, cut, true), big: fileOf(header, values, cut, false) };
  });

/** Returns the mesh with its warnings, or the text of the error, without byte offsets. */
function outcome(bytes: Uint8Array, options: object): TriangleMesh | string {
  try {
    return decodePly(bytes, options);
  } catch (error) {
    if (!(error instanceof VolumetricError)) throw error;
    return `${error.code} ${error.message.replace(/byte \d+/, 'byte')}`;
  }
}

it('gives the same mesh, warnings or error for both byte orders', () => {
  const seen = { meshes: 0, errors: 0 };
  const options = fc.record({
    seams: fc.constantFrom('drop', 'split'),
    origin: fc.constantFrom([0, 0, 0], [0, 0, 0], [1, 2, 3]),
  });
  fc.assert(
    fc.property(file, options, ({ little, big }, given) => {
      const expected = outcome(big, given);
      seen[typeof expected === 'string' ? 'errors' : 'meshes']++;
      expect(outcome(little, given)).toEqual(expected);
    }),
    SETTINGS,
  );
  expect(Math.min(seen.meshes, seen.errors)).toBeGreaterThan(200);
});
