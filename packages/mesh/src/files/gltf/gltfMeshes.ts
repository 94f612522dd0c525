// Converts the triangles of a glTF file to meshes: all primitives of the scene in one, or one mesh per material.
import { type TriangleMesh, VolumetricError } from '@vrn/voxel';
import { check } from '@vrn/voxel/internal';
import type { ScanKernel } from '../scans.js';
import { type Growing, growingFloats, growingIntegers, makeRoom, push, taken } from '../text/growing.js';
import type { Origin } from '../text/precision.js';
import type { Warnings } from '../text/warnings.js';
import { checkDecoder, DRACO } from './glbDecoders.js';
import type { GlbFile } from './glbFile.js';
import { accessorsOf, memoryLimit } from './gltfAccessors.js';
import { deform, gather } from './gltfDeform.js';
import { type GltfPrimitive, isObject } from './gltfJson.js';
import { type GltfPlace, placesOf } from './gltfNodes.js';

const ATTRIBUTES = [
  { field: 'normals', semantic: 'NORMAL', width: 3, label: 'normals' },
  { field: 'colors', semantic: 'COLOR_0', width: 3, label: 'colours' },
  { field: 'uvs', semantic: 'TEXCOORD_0', width: 2, label: 'texture coordinates' },
] as const;

type Field = (typeof ATTRIBUTES)[number]['field'];

interface Part {
  readonly place: GltfPlace;
  readonly primitive: GltfPrimitive;
}

/** A range of vertices of the output mesh that primitives can share. */
interface Shared {
  readonly first: number;
  readonly count: number;
  readonly mirrored: boolean;
}

export interface GltfOptions {
  readonly origin: Origin;
  /** Whether to copy all arrays, so that the result shares no memory with the file. */
  readonly copy: boolean;
  readonly warnings: Warnings;
  readonly scans: ScanKernel;
}

/** The triangles of the file's scene, and their materials. */
export interface GltfParts {
  readonly parts: readonly (Part & { readonly material: number | undefined })[];
  /** Combines some parts into one mesh. With `compact`, vertices that no face uses are left out. */
  readonly meshOf: (parts: readonly Part[], compact: boolean) => TriangleMesh;
}

/**
 * Collects the triangle primitives of a file's scene. Lines, points and primitives without positions are left out with
 * a warning.
 *
 * @throws {VolumetricError} `bad-file`, also from `meshOf`
 * Cost: O(bytes), plus the sizes of meshes that are placed several times, up to a limit that follows from the file's
 *   size.
 */
export function partsOf(file: GlbFile, { origin, copy, warnings, scans }: GltfOptions): GltfParts {
  const { json } = file;
  const accessors = accessorsOf(file, copy);
  const { places, worldOf } = placesOf(json, warnings);
  const source = { json, accessors, worldOf, origin, warnings };
  const limit = memoryLimit(file.size);
  let total = 0;
  const spend = (bytes: number): void => {
    total += bytes;
    check(total <= limit, 'bad-file', () => {
      return `decodeGlb: meshes must take at most ${limit} bytes of memory in a file of ${file.size} bytes, got more`;
    });
  };
  const parts = places.flatMap((place) =>
    json.meshes[place.mesh]!.primitives.flatMap((primitive) => {
      spend(8);
      const name = () => `mesh ${place.mesh}`;
      const { mode = 4, attributes, material } = primitive;
      if (mode < 4) warnings.add('lines and points were left out', name);
      else if (attributes.POSITION === undefined) warnings.add('primitives without positions were left out', name);
      else if (isOnlyInDraco(primitive, json)) checkDecoder(DRACO, {});
      else if (primitive.indices !== undefined || accessors.count(attributes.POSITION) >= 3) {
        return [{ place, primitive, material }];
      }
      return [];
    }),
  );

  /** Attributes whose numbers are known to be finite. */
  const known = new Set<Float32Array>();
  /** Attributes that were checked, by semantic, accessor and accessor of the positions; undefined for invalid ones. */
  const checked = new Map<string, Float32Array | undefined>();
  const attributeOf = (primitive: GltfPrimitive, { semantic, width, label }: (typeof ATTRIBUTES)[number]) => {
    const { [semantic]: accessor, POSITION } = primitive.attributes;
    if (accessor === undefined) return undefined;
    const key = `${semantic} ${accessor} ${POSITION}`;
    if (checked.has(key)) return checked.get(key);
    let values: Float32Array | undefined;
    try {
      values = accessors.floats(accessor, width, semantic === 'COLOR_0');
    } catch (cause) {
      if (!(cause instanceof VolumetricError)) throw cause;
    }
    const isGood = values?.length === width * accessors.count(POSITION) && scans.allFinite(values);
    if (!isGood) warnings.add(`${label} (${semantic}) that are not finite, or not one per vertex, were left out`);
    if (isGood) known.add(values!);
    checked.set(key, isGood ? values : undefined);
    return checked.get(key);
  };

  const meshOf = (own: readonly Part[], compact: boolean): TriangleMesh => {
    const positions = growingFloats();
    const indices = growingIntegers();
    const fields = new Map<Field, Growing<Float32Array>>(ATTRIBUTES.map(({ field }) => [field, growingFloats()]));
    const adopted = new Set<Float32Array | Uint32Array>();
    let shared = new Map<string, Shared>();
    let before: GltfPlace | undefined;
    for (const { place, primitive } of own) {
      const corners = cornersOf(primitive, { accessors, warnings, compact });
      spend(4 * corners.length);
      if (place !== before) shared = new Map();
      before = place;
      // Unless `compact`, primitives of one node that share vertices in the file share them in the output.
      const key = compact ? '' : JSON.stringify([primitive.attributes, primitive.targets]);
      const vertices = compact ? renumber(corners, accessors.count(primitive.attributes.POSITION)) : undefined;
      const found = (compact ? undefined : shared.get(key)) ?? add(place, primitive, vertices);
      shared.set(key, found);
      const { first, count, mirrored } = found;
      if (first === 0 && !mirrored && scans.allBelow(corners, count)) {
        append(indices, corners, adopted);
        continue;
      }
      makeRoom(indices, corners.length);
      for (let at = 0; at < corners.length; at++) {
        const flipped = mirrored && at % 3 !== 0 ? at + (at % 3 === 1 ? 1 : -1) : at;
        const v = corners[flipped]!;
        if (v >= count) {
          const problem = `mesh ${place.mesh} indices must be below ${count}, got ${v}`;
          throw new VolumetricError('bad-file', `decodeGlb: ${problem}`);
        }
        indices.data[indices.length++] = first + v;
      }
    }
    const attributes = ATTRIBUTES.flatMap(({ field, width, label }) => {
      const values = complete(fields.get(field)!);
      if (values.length === 0) return [];
      const isComplete = values.length / width === positions.length / 3;
      if (isComplete && (known.has(values) || scans.allFinite(values))) return [[field, values] as const];
      warnings.add(`${label} were left out, since some primitives have ${isComplete ? 'infinite ones' : 'none'}`);
      return [];
    });
    return { positions: complete(positions), indices: complete(indices), ...Object.fromEntries(attributes) };

    function add(place: GltfPlace, primitive: GltfPrimitive, vertices: Uint32Array | undefined): Shared {
      const given = ATTRIBUTES.map((each) => attributeOf(primitive, each));
      const count = vertices?.length ?? accessors.count(primitive.attributes.POSITION);
      const first = positions.length / 3;
      spend(4 * count * (3 + ATTRIBUTES.reduce((sum, { width }, i) => sum + (given[i] ? width : 0), 0)));
      const deformed = deform({ place, primitive, normals: given[0], vertices }, source);
      append(positions, deformed.positions, adopted);
      for (const [i, { field, width }] of ATTRIBUTES.entries()) {
        if (i === 0 && deformed.normals) append(fields.get(field)!, deformed.normals, adopted);
        else if (given[i]) append(fields.get(field)!, vertices ? gather(given[i], width, vertices) : given[i], adopted);
      }
      return { first, count, mirrored: deformed.mirrored };
    }
  };
  return { parts, meshOf };
}

/** Whether a primitive's positions are only in Draco content that was not decoded: their accessor has no bytes. */
function isOnlyInDraco({ extensions, attributes }: GltfPrimitive, { accessors }: GlbFile['json']): boolean {
  const position = accessors[attributes['POSITION']!];
  return isObject(extensions) && extensions[DRACO] !== undefined && position?.bufferView === undefined;
}

interface CornerOptions {
  readonly accessors: ReturnType<typeof accessorsOf>;
  readonly warnings: Warnings;
  /** Whether the caller changes the result; if not, the result may be an accessor's own array. */
  readonly compact: boolean;
}

/**
 * Returns the vertex indices of the corners of a primitive's triangles. Triangles of strips and fans that repeat a
 * vertex are left out, and, with a warning, corners after the last complete triangle of a list.
 */
function cornersOf(primitive: GltfPrimitive, { accessors, warnings, compact }: CornerOptions): Uint32Array {
  const { mode = 4 } = primitive;
  const given =
    primitive.indices === undefined
      ? Uint32Array.from({ length: accessors.count(primitive.attributes.POSITION) }, (_, v) => v)
      : accessors.indices(primitive.indices);
  if (mode === 4) {
    const more = given.length % 3;
    if (more > 0) warnings.add('corners after the last complete triangle were left out');
    return more > 0 || compact ? given.slice(0, given.length - more) : given;
  }
  const corners = growingIntegers();
  for (let i = 0; i + 2 < given.length; i++) {
    const [a, b, c] = mode === 5 ? [i, i + 1 + (i % 2), i + 2 - (i % 2)] : [i + 1, i + 2, 0];
    const [u, v, w] = [given[a]!, given[b]!, given[c]!];
    if (u === v || v === w || w === u) continue;
    for (const corner of [u, v, w]) push(corners, corner);
  }
  return taken(corners);
}

/** Renumbers corners in place by first use. Returns the original indices of the vertices, in the new order. */
function renumber(corners: Uint32Array, count: number): Uint32Array {
  const order = new Map<number, number>();
  for (let at = 0; at < corners.length; at++) {
    const v = corners[at]!;
    check(v < count, 'bad-file', () => `decodeGlb: indices must be below ${count}, got ${v}`);
    const place = order.get(v) ?? order.size;
    order.set(v, place);
    corners[at] = place;
  }
  return Uint32Array.from(order.keys());
}

/**
 * Appends numbers. The first array is adopted without a copy, unless it is in double precision or another list has
 * adopted it. An adopted array does not change, since `makeRoom` copies a full list before numbers are added.
 */
function append<T extends Float32Array | Uint32Array>(
  to: Growing<T>,
  values: T | Float64Array,
  adopted: Set<Float32Array | Uint32Array>,
): void {
  if (to.length === 0 && !(values instanceof Float64Array) && !adopted.has(values)) {
    adopted.add(values);
    to.data = values;
    to.length = values.length;
    return;
  }
  makeRoom(to, values.length);
  to.data.set(values, to.length);
  to.length += values.length;
}

/** Returns all numbers, without a copy if the list is full. */
const complete = <T extends Float32Array | Uint32Array>(list: Growing<T>): T =>
  list.length === list.data.length ? list.data : taken(list);
