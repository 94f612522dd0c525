// Runs glTF-Transform as a rival in this process: it reads a .glb file, or writes a mesh as one.
import { Document, type Primitive, VERSION, WebIO } from '@gltf-transform/core';
import { cpuTime, type Input } from './contest.js';
import type { Rival } from './program.js';

const SEMANTICS = { positions: 'POSITION', normals: 'NORMAL', colors: 'COLOR_0', uvs: 'TEXCOORD_0' } as const;

/** Starts the reader on `file` of the input. Its answer has `positions`, `indices` and the attributes of the file. */
export async function gltfReader({ files }: Input): Promise<Rival> {
  const file = files['file'] as Uint8Array<ArrayBuffer>;
  const read = async (): Promise<Record<string, ArrayBufferView | null | undefined>> => {
    const [primitive] = (await new WebIO().readBinary(file)).getRoot().listMeshes()[0]!.listPrimitives();
    return { indices: primitive!.getIndices()!.getArray(), ...attributesOf(primitive!) };
  };
  return rivalOf(read);
}

/** Starts the writer on the arrays of a mesh in the input. Its answer is the file `file`. */
export async function gltfWriter({ files }: Input): Promise<Rival> {
  const { indices, ...attributes } = files as Record<string, Float32Array<ArrayBuffer>>;
  const document = new Document();
  const buffer = document.createBuffer();
  const accessor = (array: Float32Array<ArrayBuffer>, type: 'SCALAR' | 'VEC2' | 'VEC3') =>
    document.createAccessor().setBuffer(buffer).setType(type).setArray(array);
  const primitive = document.createPrimitive().setIndices(accessor(indices!, 'SCALAR'));
  for (const [name, array] of Object.entries(attributes)) {
    primitive.setAttribute(
      SEMANTICS[name as keyof typeof SEMANTICS],
      accessor(array, name === 'uvs' ? 'VEC2' : 'VEC3'),
    );
  }
  const node = document.createNode().setMesh(document.createMesh().addPrimitive(primitive));
  document.createScene().addChild(node);
  return rivalOf(async () => ({ file: await new WebIO().writeBinary(document) }));
}

function attributesOf(primitive: Primitive): Record<string, ArrayBufferView | null | undefined> {
  return Object.fromEntries(
    Object.entries(SEMANTICS).map(([name, semantic]) => [name, primitive.getAttribute(semantic)?.getArray()]),
  );
}

/** Creates a rival that runs `program`, whose result has the files of the answer. */
function rivalOf(program: () => Promise<Record<string, ArrayBufferView | null | undefined>>): Rival {
  return {
    version: VERSION.replace(/^v/, ''),
    time: () => cpuTime(program),
    answer: async () => {
      const answers = await program();
      return (name) => {
        const array = answers[name];
        if (!array) throw new Error(`glTF-Transform: the answer must have ${name}`);
        const { buffer, byteOffset, byteLength } = array;
        return (buffer as ArrayBuffer).slice(byteOffset, byteOffset + byteLength);
      };
    },
    close: () => {},
  };
}
