// Runs the glTF reader of loaders.gl as a rival in this process.
import { cpuTime, type Input } from './contest.js';
import type { Rival } from './program.js';

const SEMANTICS = { positions: 'POSITION', normals: 'NORMAL', colors: 'COLOR_0', uvs: 'TEXCOORD_0' } as const;

/** An accessor after `postProcessGLTF`: `value` is a view of the file where it can be. */
interface Accessor {
  readonly value: ArrayBufferView;
}
interface Gltf {
  readonly meshes: readonly {
    readonly primitives: readonly { readonly attributes: Record<string, Accessor>; readonly indices: Accessor }[];
  }[];
}
/** The exports that are used of `@loaders.gl/core` and `@loaders.gl/gltf`. */
interface Core {
  parse(file: ArrayBuffer, loader: unknown, options: object): Promise<unknown>;
}
interface GltfModule {
  readonly GLTFLoader: { readonly version: string };
  postProcessGLTF(gltf: unknown): Gltf;
}

/**
 * Starts the reader on `file` of the input; undefined unless loaders.gl is installed. Its answer has `positions`,
 * `indices` and the attributes of the file.
 */
export async function loadersGlReader({ files }: Input): Promise<Rival | undefined> {
  const [core, gltf] = await Promise.all(['core', 'gltf'].map((name) => import(`@loaders.gl/${name}`))).catch(() => []);
  if (core === undefined || gltf === undefined) return undefined;
  const { parse } = core as Core;
  const { GLTFLoader, postProcessGLTF } = gltf as GltfModule;
  const { buffer, byteOffset, byteLength } = files['file'] as Uint8Array<ArrayBuffer>;
  const file = buffer.slice(byteOffset, byteOffset + byteLength);
  const options = { core: { worker: false } };
  const read = async () => {
    const [primitive] = postProcessGLTF(await parse(file, GLTFLoader, options)).meshes[0]!.primitives;
    return primitive!;
  };
  return {
    version: GLTFLoader.version,
    time: () => cpuTime(read),
    answer: async () => {
      const { attributes, indices } = await read();
      return (name) => {
        const accessor = name === 'indices' ? indices : attributes[SEMANTICS[name as keyof typeof SEMANTICS]];
        if (accessor === undefined) throw new Error(`loaders.gl: the answer must have ${name}`);
        const { value } = accessor;
        return (value.buffer as ArrayBuffer).slice(value.byteOffset, value.byteOffset + value.byteLength);
      };
    },
    close: () => {},
  };
}
