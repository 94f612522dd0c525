// What a glTF file says of itself held against its bytes, before anything is read by it.
import type { GLTF } from '@gltf-transform/core';
import { check } from '@vrn/voxel';

/** Bytes of a component, by its number in glTF. */
const BYTES: Readonly<Record<number, number>> = { 5120: 1, 5121: 1, 5122: 2, 5123: 2, 5125: 4, 5126: 4 };
const COMPONENTS: Readonly<Record<string, number>> = {
  ...{ SCALAR: 1, VEC2: 2, VEC3: 3, VEC4: 4, MAT2: 4, MAT3: 9, MAT4: 16 },
};
const INDEX_TYPES: readonly number[] = [5121, 5123, 5125];

/** Every accessor is read into memory of its own; so many of them over the same bytes no file has. */
const MOST_READ = 64;

type Resources = Readonly<Record<string, Uint8Array>>;

/** In the resources, the chunk of bytes that belongs to a buffer without an address. */
const CHUNK = '@glb.bin';

/** Throws `bad-file` unless all that is counted is there: buffers, views, accessors, and what meshes need of them. */
export function checkGltf(json: GLTF.IGLTF, resources: Resources, fileBytes: number): void {
  const needed = json.extensionsRequired ?? [];
  check(needed.length === 0, 'bad-file', () => {
    return `decodeGlb: file must need no extensions, got ${needed.slice(0, 4).join(', ')}`;
  });
  const { buffers = [], bufferViews = [], accessors = [], meshes = [] } = json;
  const lengths = buffers.map(({ uri }, i) => {
    const resource = resources[uri ?? CHUNK];
    check(resource !== undefined, 'bad-file', () => {
      return `decodeGlb: buffer ${i} must be in the file, got ${uri === undefined ? 'no chunk of bytes' : `'${uri.slice(0, 80)}'`}`;
    });
    return resource.length;
  });
  for (const [i, { buffer, byteOffset = 0, byteLength, byteStride = 4 }] of bufferViews.entries()) {
    const good = isWhole(byteOffset) && isWhole(byteLength) && isWhole(byteStride) && byteStride > 0;
    check(good && byteOffset + byteLength <= lengths[buffer]!, 'bad-file', () => {
      return `decodeGlb: bufferView ${i} must lie within buffer ${buffer} of ${lengths[buffer]} bytes, got ${byteLength} from ${byteOffset} on`;
    });
  }
  let total = 0;
  for (const [i, accessor] of accessors.entries()) {
    checkAccessor(accessor, `accessor ${i}`, { bufferViews, fileBytes });
    total += accessor.count * BYTES[accessor.componentType]! * COMPONENTS[accessor.type]!;
  }
  check(total <= MOST_READ * fileBytes, 'bad-file', () => {
    return `decodeGlb: accessors must come to at most ${MOST_READ} times the file's ${fileBytes} bytes, got ${total}`;
  });
  const has = (i: unknown): boolean => isWhole(i) && i < accessors.length;
  for (const [i, { primitives }] of meshes.entries()) {
    for (const { attributes, indices } of primitives) {
      const good = Object.values(attributes).every(has) && (indices === undefined || has(indices));
      check(good, 'bad-file', () => `decodeGlb: mesh ${i} must have accessors below ${accessors.length}, got another`);
      const type = indices === undefined ? INDEX_TYPES[0] : accessors[indices]!.componentType;
      check(INDEX_TYPES.includes(type!), 'bad-file', () => {
        return `decodeGlb: accessor ${indices} must hold unsigned whole numbers, got component type ${type}`;
      });
      const counts = Object.values(attributes).map((at) => accessors[at]!.count);
      check(new Set(counts).size <= 1, 'bad-file', () => {
        return `decodeGlb: mesh ${i} must have as many of every attribute, got ${counts.join(', ')}`;
      });
    }
  }
}

const isWhole = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) >= 0;

interface File {
  readonly bufferViews: readonly GLTF.IBufferView[];
  readonly fileBytes: number;
}

function checkAccessor(accessor: GLTF.IAccessor, name: string, { bufferViews, fileBytes }: File): void {
  const { bufferView, byteOffset = 0, componentType, count, type, sparse } = accessor;
  const size = BYTES[componentType]! * COMPONENTS[type]!;
  check(size > 0 && isWhole(count) && count > 0 && isWhole(byteOffset), 'bad-file', () => {
    return `decodeGlb: ${name} must have a known type and a count from 1 on, got ${count} of ${type}, ${componentType}`;
  });
  if (bufferView !== undefined) checkRange({ bufferView, byteOffset, count, size }, name, bufferViews);
  // Without bytes of its own all are 0; more of them than the file has bytes, no file needs.
  else
    check(count <= fileBytes, 'bad-file', () => `decodeGlb: ${name} must have bytes, got ${count} elements and none`);
  if (sparse === undefined) return;
  const { indices, values } = sparse;
  const indexBytes = BYTES[indices.componentType]!;
  const known = INDEX_TYPES.includes(indices.componentType) && isWhole(sparse.count) && sparse.count <= count;
  check(known, 'bad-file', () => `decodeGlb: ${name} must have at most ${count} sparse values, got ${sparse.count}`);
  for (const [part, bytes] of [
    [indices, indexBytes],
    [values, size],
  ] as const) {
    const { bufferView: view, byteOffset: offset = 0 } = part;
    checkRange(
      { bufferView: view, byteOffset: offset, count: sparse.count, size: bytes },
      `sparse ${name}`,
      bufferViews,
    );
  }
}

interface Range {
  readonly bufferView: number;
  readonly byteOffset: number;
  readonly count: number;
  readonly size: number;
}

function checkRange(range: Range, name: string, bufferViews: readonly GLTF.IBufferView[]): void {
  const { bufferView, byteOffset, count, size } = range;
  const view = bufferViews[bufferView];
  check(view !== undefined && isWhole(byteOffset), 'bad-file', () => {
    return `decodeGlb: ${name} must have a bufferView below ${bufferViews.length}, got ${bufferView}`;
  });
  const end = count === 0 ? 0 : byteOffset + (view.byteStride ?? size) * (count - 1) + size;
  check(end <= view.byteLength, 'bad-file', () => {
    return `decodeGlb: ${name} must lie within bufferView ${bufferView} of ${view.byteLength} bytes, got ${end}`;
  });
}
