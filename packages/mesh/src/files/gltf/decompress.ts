// Replaces the compressed content of glTF files with decoded buffers: Draco per primitive, meshopt per buffer view.
import { VolumetricError } from '@vrn/voxel';
import { check, oneLine } from '@vrn/voxel/internal';
import { decodeDraco } from './decodeDraco.js';
import { DRACO, type GlbDecoders, MESHOPT } from './glbDecoders.js';
import { type GlbFile, viewBytes } from './glbFile.js';
import type { GltfAccessor, GltfBufferView, GltfPrimitive } from './gltfJson.js';
import { isNatural, isObject } from './gltfJson.js';

/** Memory limit of decoded content: `BASE_LIMIT` bytes plus `LIMIT_PER_BYTE` times the file's size. */
const BASE_LIMIT = 2 ** 24;
const LIMIT_PER_BYTE = 20;

/** Maximum bytes per element of a buffer view that meshopt compressed. */
const MAX_STRIDE = 256;

const COMPONENTS: Readonly<Record<string, number>> = { SCALAR: 1, VEC2: 2, VEC3: 3, VEC4: 4 };
const FLOAT = 5126;
const UNSIGNED_INT = 5125;

/**
 * Decodes the compressed content whose decoder is given, and adds the number of decoded bytes to `size`, on which the
 * memory limits of accessors and meshes depend. Other compressed content stays as it is, because a file may also hold
 * it uncompressed.
 *
 * @throws {VolumetricError} `bad-file` for damaged content, for content that decodes to more than 16 MiB plus 20 times
 *   the file's size, and for Draco content in a meshopt-compressed buffer if the decoder for meshopt is missing
 */
export async function decompress(glb: GlbFile, decoders: GlbDecoders): Promise<GlbFile> {
  const { json, size } = glb;
  const limit = BASE_LIMIT + LIMIT_PER_BYTE * size;
  let total = 0;
  const spend = (bytes: number): void => {
    total += bytes;
    check(total <= limit, 'bad-file', () => {
      return `decodeGlb: content must decode to at most ${limit} bytes in a file of ${size} bytes, got more`;
    });
  };
  await decoders.meshopt?.ready;
  const decoded = [...glb.decoded];
  /** Appends a decoded buffer, and returns a view of it. */
  const viewOf = (bytes: Uint8Array): GltfBufferView => ({
    buffer: json.buffers.length + decoded.push(bytes) - 1,
    byteLength: bytes.length,
  });
  const bufferViews = json.bufferViews.map((view, i) => {
    const bytes = withoutMeshopt(glb, i, { ...decoders, spend });
    return bytes === undefined ? view : { ...view, byteOffset: 0, ...viewOf(bytes) };
  });
  const accessors = [...json.accessors];
  const added = { bufferViews, accessors, viewOf };
  const unpacked = { ...glb, json: { ...json, bufferViews }, decoded };
  const kept = new Map<string, GltfPrimitive>();
  const meshes = json.meshes.map((mesh) => ({
    ...mesh,
    primitives: mesh.primitives.map((primitive) =>
      withoutDraco(unpacked, primitive, { ...decoders, spend, added, kept }),
    ),
  }));
  return { ...glb, json: { ...json, bufferViews, accessors, meshes }, decoded, size: size + total };
}

interface Options extends GlbDecoders {
  readonly spend: (bytes: number) => void;
}

/** Calls a decoder, and converts the errors that it throws to `bad-file`. */
function attempt<T>(what: string, decode: () => T): T {
  try {
    return decode();
  } catch (cause) {
    if (cause instanceof VolumetricError) throw cause;
    const reason = oneLine(cause instanceof Error ? cause.message : cause).slice(0, 120);
    throw new VolumetricError('bad-file', `decodeGlb: ${what} must be intact, got damaged content: ${reason}`, {
      cause,
    });
  }
}

const extensionOf = ({ extensions }: { readonly extensions?: unknown }, name: string): unknown =>
  isObject(extensions) ? extensions[name] : undefined;

/** Returns the decoded bytes of a buffer view; undefined if meshopt did not compress it, or without the decoder. */
function withoutMeshopt(glb: GlbFile, index: number, { meshopt, spend }: Options): Uint8Array | undefined {
  const view = glb.json.bufferViews[index]!;
  const name = MESHOPT.find((each) => extensionOf(view, each) !== undefined);
  if (name === undefined || meshopt === undefined) return undefined;
  const what = `bufferView ${index}`;
  const packed = extensionOf(view, name) as Record<string, unknown>;
  const { count, byteStride, mode, filter } = isObject(packed) ? packed : {};
  const good =
    isNatural(count) &&
    isNatural(byteStride) &&
    byteStride > 0 &&
    byteStride <= MAX_STRIDE &&
    typeof mode === 'string' &&
    (filter === undefined || typeof filter === 'string');
  check(good && count * byteStride === view.byteLength, 'bad-file', () => {
    return `decodeGlb: ${what} must have count, byteStride and mode of ${name} that make up its byteLength, got others`;
  });
  const source = viewBytes(glb, packed, what);
  spend(view.byteLength);
  const target = new Uint8Array(view.byteLength);
  attempt(what, () => meshopt.decodeGltfBuffer(target, count, byteStride, source, mode, filter));
  return target;
}

interface DracoOptions extends Options {
  readonly added: {
    readonly bufferViews: GltfBufferView[];
    readonly accessors: GltfAccessor[];
    readonly viewOf: (bytes: Uint8Array) => GltfBufferView;
  };
  /** Decoded primitives, by the JSON of their Draco extension and attributes. */
  readonly kept: Map<string, GltfPrimitive>;
}

/** Decodes a primitive; returns it unchanged if Draco did not compress it, or without the decoder. */
function withoutDraco(
  glb: GlbFile,
  primitive: GltfPrimitive,
  { draco, spend, added, kept }: DracoOptions,
): GltfPrimitive {
  const packed = extensionOf(primitive, DRACO);
  if (packed === undefined || draco === undefined) return primitive;
  const { accessors } = glb.json;
  const ids = isObject(packed) && isObject(packed['attributes']) ? packed['attributes'] : undefined;
  const view =
    isObject(packed) && isNatural(packed['bufferView']) ? glb.json.bufferViews[packed['bufferView']] : undefined;
  check(ids !== undefined && view !== undefined, 'bad-file', () => {
    return `decodeGlb: ${DRACO} must have a bufferView below ${glb.json.bufferViews.length} and attributes, got none`;
  });
  const key = JSON.stringify([packed, primitive.attributes]);
  const before = kept.get(key);
  if (before) return { ...primitive, ...before };
  const names = Object.keys(ids).filter((name) => primitive.attributes[name] !== undefined);
  const given = names.map((name) => accessors[primitive.attributes[name]!]);
  const requests = names.map((name, i) => ({
    id: ids[name],
    componentType: given[i]?.componentType ?? FLOAT,
    components: COMPONENTS[given[i]?.type ?? ''] ?? 0,
  }));
  const source = viewBytes(glb, view, 'Draco content');
  const result = attempt('Draco content', () => decodeDraco(draco, source, { requests, spend }));
  const add = (bytes: Uint8Array, accessor: GltfAccessor): number => {
    const bufferView = added.bufferViews.push(added.viewOf(bytes)) - 1;
    return added.accessors.push({ ...accessor, bufferView, byteOffset: 0 }) - 1;
  };
  const attributes = { ...primitive.attributes };
  for (const [i, name] of names.entries()) {
    attributes[name] = add(result.attributes[i]!, { ...given[i]!, count: result.points });
  }
  const count = result.indices.length / 4;
  const indices = count === 0 ? undefined : add(result.indices, { componentType: UNSIGNED_INT, count, type: 'SCALAR' });
  // Mode 4 is a list of triangles, the only form that Draco's meshes have.
  const decoded = { attributes, mode: 4, ...(indices !== undefined && { indices }) };
  kept.set(key, decoded);
  return { ...primitive, ...decoded };
}
