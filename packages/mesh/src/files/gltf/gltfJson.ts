// Defines types for the parts of glTF's JSON that describe shape, and validates these parts.
import { check } from '@vrn/voxel/internal';
import { checkDecoder, decoderOf, type GlbDecoders } from './glbDecoders.js';

export interface GltfAccessor {
  readonly bufferView?: number;
  readonly byteOffset?: number;
  readonly componentType: number;
  readonly normalized?: boolean;
  readonly count: number;
  readonly type: string;
  readonly sparse?: {
    readonly count: number;
    readonly indices: { readonly bufferView: number; readonly byteOffset?: number; readonly componentType: number };
    readonly values: { readonly bufferView: number; readonly byteOffset?: number };
  };
}

export interface GltfBuffer {
  readonly uri?: string;
  readonly byteLength: number;
  readonly extensions?: Readonly<Record<string, unknown>>;
}

export interface GltfBufferView {
  readonly buffer: number;
  readonly byteOffset?: number;
  readonly byteLength: number;
  readonly byteStride?: number;
  readonly extensions?: Readonly<Record<string, unknown>>;
}

export interface GltfPrimitive {
  readonly attributes: Readonly<Record<string, number>>;
  readonly indices?: number;
  readonly material?: number;
  readonly mode?: number;
  readonly targets?: readonly Readonly<Record<string, number>>[];
  readonly extensions?: Readonly<Record<string, unknown>>;
}

export interface GltfNode {
  readonly children?: readonly number[];
  readonly mesh?: number;
  readonly skin?: number;
  readonly weights?: readonly number[];
  readonly matrix?: readonly number[];
  readonly translation?: readonly number[];
  readonly rotation?: readonly number[];
  readonly scale?: readonly number[];
  readonly extensions?: Readonly<Record<string, unknown>>;
}

export interface Gltf {
  readonly extensionsRequired: readonly string[];
  readonly accessors: readonly GltfAccessor[];
  readonly buffers: readonly GltfBuffer[];
  readonly bufferViews: readonly GltfBufferView[];
  readonly meshes: readonly { readonly primitives: readonly GltfPrimitive[]; readonly weights?: readonly number[] }[];
  readonly nodes: readonly GltfNode[];
  readonly scenes: readonly { readonly nodes?: readonly number[] }[];
  readonly scene: number | undefined;
  readonly skins: readonly { readonly joints: readonly number[]; readonly inverseBindMatrices?: number }[];
  /** The complete JSON, for its other properties: materials, textures, images. */
  readonly rest: Readonly<Record<string, unknown>>;
}

/** Extensions that readers may ignore: most do not affect shape, and quantisation only permits other number formats. */
const NO_SHAPE =
  /^(KHR_mesh_quantization|[A-Z]+_(materials?|texture|lights?|image|xmp|animation|audio|interactivity)(_\w+)?|KHR_xmp\w*|VRMC?_\w+|VRM)$/;

/**
 * Checks the version (2.x), the required extensions, and the types of the properties of meshes, nodes and scenes. Other
 * lists must contain objects, which are checked when they are used. Absent lists become empty.
 *
 * @throws {VolumetricError} `bad-file`, also for required extensions that are unknown or whose decoder is missing
 */
export function checkJson(json: unknown, decoders: GlbDecoders = {}): Gltf {
  check(isObject(json), 'bad-file', () => `decodeGlb: JSON must be an object, got ${kindOf(json)}`);
  const version = isObject(json.asset) ? json.asset.version : undefined;
  check(typeof version === 'string' && /^2\.\d+$/.test(version), 'bad-file', () => {
    return `decodeGlb: asset must have version 2.0, got version ${JSON.stringify(version)?.slice(0, 20)}`;
  });
  const required = json.extensionsRequired ?? [];
  check(isListOf(required, 'string'), 'bad-file', () => 'decodeGlb: extensionsRequired must be a list of names');
  const unknown = required.filter((name) => !NO_SHAPE.test(name.slice(0, 80)) && decoderOf(name) === undefined);
  check(unknown.length === 0, 'bad-file', () => {
    const names = unknown.slice(0, 4).map((name) => name.slice(0, 80));
    return `decodeGlb: file must not require extensions that change its shape, got ${names.join(', ')}`;
  });
  for (const name of required) checkDecoder(name, decoders);
  const list = (name: string): never[] => {
    const value = json[name] ?? [];
    const good = Array.isArray(value) && value.every(isObject);
    check(good, 'bad-file', () => `decodeGlb: ${name} must be a list of objects, got ${kindOf(value)}`);
    return value as never[];
  };
  const meshes = list('meshes') as { primitives?: unknown; weights?: unknown }[];
  for (const [i, { primitives, weights }] of meshes.entries()) {
    const good = Array.isArray(primitives) && primitives.every((each) => isObject(each) && isObject(each.attributes));
    check(
      good,
      'bad-file',
      () => `decodeGlb: mesh ${i} must have primitives with attributes, got ${kindOf(primitives)}`,
    );
    const isMorphed = primitives.every(({ targets }) => targets === undefined || isListOf(targets, 'object'));
    check(isMorphed && (weights === undefined || isListOf(weights, 'number')), 'bad-file', () => {
      return `decodeGlb: mesh ${i} must have lists of targets and weights`;
    });
  }
  const nodes = list('nodes') as Record<string, unknown>[];
  for (const [i, node] of nodes.entries()) {
    for (const name of ['children', 'weights', 'matrix', 'translation', 'rotation', 'scale']) {
      check(node[name] === undefined || isListOf(node[name], 'number'), 'bad-file', () => {
        return `decodeGlb: node ${i} must have an affine matrix and lists of numbers, got ${name} of ${kindOf(node[name])}`;
      });
    }
  }
  const scenes = list('scenes') as { nodes?: unknown }[];
  const good = scenes.every((scene) => scene.nodes === undefined || isListOf(scene.nodes, 'number'));
  check(good, 'bad-file', () => 'decodeGlb: scenes must have lists of nodes');
  return {
    extensionsRequired: required,
    accessors: list('accessors'),
    buffers: list('buffers'),
    bufferViews: list('bufferViews'),
    meshes: meshes as unknown as Gltf['meshes'],
    nodes: nodes as unknown as Gltf['nodes'],
    scenes: scenes as unknown as Gltf['scenes'],
    scene: typeof json.scene === 'number' ? json.scene : undefined,
    skins: list('skins'),
    rest: json,
  };
}

export const isNatural = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) >= 0;

export const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function isListOf(value: unknown, type: 'string'): value is string[];
function isListOf(value: unknown, type: 'number'): value is number[];
function isListOf(value: unknown, type: 'object'): value is object[];
function isListOf(value: unknown, type: string): boolean {
  if (!Array.isArray(value)) return false;
  return value.every((each) => (type === 'object' ? isObject(each) : typeof each === type));
}

const kindOf = (value: unknown): string =>
  value === null ? 'null' : Array.isArray(value) ? 'a list of other things' : typeof value;
