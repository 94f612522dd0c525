// Reads glTF accessors: checks them against the file's bytes, and decodes each only once.
import { check, HOST_IS_LITTLE } from '@vrn/voxel/internal';
import { bufferBytes, type GlbFile } from './glbFile.js';
import { type GltfAccessor, isNatural, isObject } from './gltfJson.js';

/** Bytes per component, by glTF component type. */
const BYTES: ReadonlyMap<unknown, number> = new Map([
  [5120, 1],
  [5121, 1],
  [5122, 2],
  [5123, 2],
  [5125, 4],
  [5126, 4],
]);
const COMPONENTS: ReadonlyMap<unknown, number> = new Map([
  ['SCALAR', 1], ['VEC2', 2], ['VEC3', 3], ['VEC4', 4], ['MAT2', 4], ['MAT3', 9], ['MAT4', 16],
]); // biome-ignore format: tables
const INDEX_TYPES: readonly unknown[] = [5121, 5123, 5125];
const FLOAT = 5126;

/** Largest integer of each normalised component type. */
const LARGEST: ReadonlyMap<unknown, number> = new Map([
  [5120, 127],
  [5121, 255],
  [5122, 32_767],
  [5123, 65_535],
]);

/**
 * Memory limit of a file's arrays: `BASE_LIMIT` bytes plus `LIMIT_PER_BYTE` times the size of the file and its decoded
 * content.
 */
const BASE_LIMIT = 2 ** 24;
const LIMIT_PER_BYTE = 5;

/** Memory limit in bytes of a file's accessors, and likewise of its meshes; `fileBytes` includes decoded content. */
export const memoryLimit = (fileBytes: number): number => BASE_LIMIT + LIMIT_PER_BYTE * fileBytes;

export interface Accessors {
  readonly count: (accessor: unknown) => number;
  /**
   * The first `width` numbers of each element as floats, normalised if the accessor is normalised or `normalize` is
   * set.
   */
  readonly floats: (accessor: unknown, width: number, normalize?: boolean) => Float32Array;
  readonly indices: (accessor: unknown) => Uint32Array;
}

/**
 * Reads a file's accessors and caches the results.
 *
 * @param copy  if false, floats and 32-bit indices that are packed, aligned and not sparse are returned as views of the
 *   file's memory
 * @throws {VolumetricError} `bad-file`, from the functions that it returns
 */
export function accessorsOf(file: GlbFile, copy: boolean): Accessors {
  const { json, size } = file;
  const kept = new Map<string, Float32Array | Uint32Array>();
  const buffers = new Map<number, Uint8Array>();
  let total = 0;
  const limit = memoryLimit(size);

  const accessorOf = (i: unknown): GltfAccessor => {
    const accessor = isNatural(i) ? json.accessors[i] : undefined;
    check(accessor !== undefined, 'bad-file', () => {
      return `decodeGlb: accessors must have numbers below ${json.accessors.length}, got ${String(i).slice(0, 20)}`;
    });
    return accessor;
  };
  const bufferOf = (i: number): Uint8Array => {
    const buffer = buffers.get(i) ?? bufferBytes(file, i);
    buffers.set(i, buffer);
    return buffer;
  };
  /** Returns the bytes of a buffer view from the first of `count` elements on, and their stride in bytes. */
  const rangeOf = (
    { bufferView, byteOffset = 0, count, bytes }: Range,
    name: string,
  ): { readonly view: DataView; readonly stride: number } => {
    const view = isNatural(bufferView) ? json.bufferViews[bufferView] : undefined;
    check(view !== undefined && isNatural(byteOffset), 'bad-file', () => {
      return `decodeGlb: ${name} must have a bufferView below ${json.bufferViews.length}, got ${bufferView}`;
    });
    const { buffer, byteOffset: start = 0, byteLength, byteStride } = view;
    const stride = byteStride ?? bytes;
    const source = bufferOf(buffer);
    const good = isNatural(start) && isNatural(byteLength) && isNatural(stride) && stride > 0;
    check(good && start + byteLength <= source.length, 'bad-file', () => {
      return `decodeGlb: bufferView ${bufferView} must be within buffer ${buffer} of ${source.length} bytes, got ${byteLength} from ${start} on`;
    });
    const end = count === 0 ? byteOffset : byteOffset + stride * (count - 1) + bytes;
    check(end <= byteLength, 'bad-file', () => {
      return `decodeGlb: ${name} must be within bufferView ${bufferView} of ${byteLength} bytes, got ${end}`;
    });
    return {
      view: new DataView(source.buffer, source.byteOffset + start + byteOffset, byteLength - byteOffset),
      stride,
    };
  };
  const read = <T extends Float32Array | Uint32Array>(
    i: unknown,
    width: number,
    kind: string,
    to: TypedArray<T>,
  ): T => {
    const key = `${i} ${width} ${kind}`;
    const before = kept.get(key);
    if (before) return before as T;
    const accessor = accessorOf(i);
    const { componentType, count, type, bufferView, byteOffset, sparse } = accessor;
    const name = `accessor ${i}`;
    const component = BYTES.get(componentType);
    const components = COMPONENTS.get(type);
    check(component !== undefined && components !== undefined && isNatural(count) && count > 0, 'bad-file', () => {
      return `decodeGlb: ${name} must have a known type and a positive count, got ${count} of ${type}, ${componentType}`;
    });
    check(components >= width, 'bad-file', () => {
      return `decodeGlb: ${name} must have ${width} numbers in each element, got ${components}`;
    });
    // Without a buffer view, elements are 0 or sparse values; at most one element per byte of the file is accepted.
    check(bufferView !== undefined || count <= size, 'bad-file', () => {
      return `decodeGlb: ${name} must have bytes, got ${count} elements and none`;
    });
    total += 4 * width * count;
    check(total <= limit, 'bad-file', () => {
      return `decodeGlb: accessors must take at most ${limit} bytes of memory in a file of ${size} bytes, got ${total}`;
    });
    const bytes = component * components;
    const source = bufferView === undefined ? undefined : rangeOf({ bufferView, byteOffset, count, bytes }, name);
    const isPlain = components === width && source?.stride === bytes;
    const plain =
      source && isPlain
        ? plainNumbers(source.view, { componentType, length: width * count, to, copy: copy || sparse !== undefined })
        : undefined;
    const out = plain ?? new to(width * count);
    const isNormal = kind === 'normal' || (kind === 'float' && accessor.normalized === true);
    const largest = isNormal ? (LARGEST.get(componentType) ?? 1) : 1;
    const convert = ({ view, stride }: { view: DataView; stride: number }, from: number, element: number): void => {
      for (let n = 0; n < width; n++) {
        const value = component1(view, from * stride + n * component, componentType);
        out[width * element + n] = largest === 1 ? value : Math.max(-1, value / largest);
      }
    };
    if (source && plain === undefined) {
      if (componentType === FLOAT && out instanceof Float32Array) copyFloats(source, out, width);
      else for (let element = 0; element < count; element++) convert(source, element, element);
    }
    if (sparse !== undefined) {
      const good = isObject(sparse) && isObject(sparse.indices) && isObject(sparse.values);
      const indexBytes = good ? BYTES.get(sparse.indices.componentType) : undefined;
      const known = good && INDEX_TYPES.includes(sparse.indices.componentType);
      check(known && isNatural(sparse.count) && sparse.count <= count, 'bad-file', () => {
        return `decodeGlb: ${name} must have at most ${count} sparse values, got ${good ? sparse.count : 'no numbers'}`;
      });
      const places = rangeOf({ ...sparse.indices, count: sparse.count, bytes: indexBytes! }, `sparse ${name}`);
      const values = rangeOf({ ...sparse.values, count: sparse.count, bytes }, `sparse ${name}`);
      for (let n = 0; n < sparse.count; n++) {
        const element = component1(places.view, n * places.stride, sparse.indices.componentType);
        check(
          element < count,
          'bad-file',
          () => `decodeGlb: ${name} must have sparse values below ${count}, got ${element}`,
        );
        convert(values, n, element);
      }
    }
    kept.set(key, out);
    return out;
  };
  return {
    count: (i) => {
      const { count } = accessorOf(i);
      check(
        isNatural(count),
        'bad-file',
        () => `decodeGlb: accessor ${i} must have a known type and a count, got ${count}`,
      );
      return count;
    },
    floats: (i, width, normalize = false) => read(i, width, normalize ? 'normal' : 'float', Float32Array),
    indices: (i) => {
      const { componentType } = accessorOf(i);
      check(INDEX_TYPES.includes(componentType), 'bad-file', () => {
        return `decodeGlb: accessor ${i} must hold unsigned integers, got component type ${componentType}`;
      });
      return read(i, 1, 'index', Uint32Array);
    },
  };
}

interface Range {
  readonly bufferView: unknown;
  readonly byteOffset?: number | undefined;
  readonly count: number;
  readonly bytes: number;
}

interface Plain<T> {
  readonly componentType: number;
  readonly length: number;
  readonly to: TypedArray<T>;
  readonly copy: boolean;
}

interface TypedArray<T> {
  new (length: number): T;
  new (buffer: ArrayBufferLike, byteOffset?: number, length?: number): T;
}

/** Returns packed float32 or unsigned integers; undefined for other conversions, and on big-endian machines. */
function plainNumbers<T extends Float32Array | Uint32Array>(
  { buffer, byteOffset }: DataView,
  { componentType, length, to, copy }: Plain<T>,
): T | undefined {
  const isSame = to === (Float32Array as unknown) ? componentType === FLOAT : INDEX_TYPES.includes(componentType);
  if (!HOST_IS_LITTLE || !isSame) return undefined;
  const size = BYTES.get(componentType)!;
  if (size === 4 && byteOffset % 4 === 0) {
    const values = new to(buffer, byteOffset, length);
    return copy ? (values.slice() as T) : values;
  }
  const bytes = new Uint8Array(buffer, byteOffset, size * length);
  if (size === 1) return new Uint32Array(bytes) as T;
  if (size === 2 && byteOffset % 2 === 0) return new Uint32Array(new Uint16Array(buffer, byteOffset, length)) as T;
  // The numbers in the file may not be aligned; those of a copy are.
  const aligned = bytes.slice().buffer;
  return size === 2 ? (new Uint32Array(new Uint16Array(aligned)) as T) : new to(aligned);
}

/** Reads floats that are not packed: other bytes may lie between the elements. */
function copyFloats({ view, stride }: { view: DataView; stride: number }, out: Float32Array, width: number): void {
  if (width === 3) {
    for (let to = 0, at = 0; to < out.length; to += 3, at += stride) {
      out[to] = view.getFloat32(at, true);
      out[to + 1] = view.getFloat32(at + 4, true);
      out[to + 2] = view.getFloat32(at + 8, true);
    }
    return;
  }
  for (let first = 0, at = 0; first < out.length; first += width, at += stride) {
    for (let n = 0; n < width; n++) out[first + n] = view.getFloat32(at + 4 * n, true);
  }
}

function component1(view: DataView, at: number, type: number): number {
  if (type === 5126) return view.getFloat32(at, true);
  if (type === 5125) return view.getUint32(at, true);
  if (type === 5123) return view.getUint16(at, true);
  if (type === 5122) return view.getInt16(at, true);
  return type === 5121 ? view.getUint8(at) : view.getInt8(at);
}
