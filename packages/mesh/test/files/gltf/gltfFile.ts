// Builds small .glb files for tests from JSON and bytes.
import { decodeGlb } from '../../../src/files/gltf/decodeGlb.js';

export type Json = Record<string, unknown>;

/** Builds a .glb file from JSON and the bytes of its binary chunk, which is left out if there are none. */
export function glb(json: Json | string, bytes: Uint8Array = new Uint8Array()): Uint8Array {
  const words = new TextEncoder().encode(typeof json === 'string' ? json : JSON.stringify(json));
  const padded = [words, bytes].map((each) => Math.ceil(each.length / 4) * 4);
  const out = new Uint8Array(12 + 8 + padded[0]! + (bytes.length > 0 ? 8 + padded[1]! : 0)).fill(32);
  const view = new DataView(out.buffer);
  for (const [i, word] of [0x46546c67, 2, out.length, padded[0]!, 0x4e4f534a].entries())
    view.setUint32(4 * i, word, true);
  out.set(words, 20);
  if (bytes.length === 0) return out;
  view.setUint32(20 + padded[0]!, padded[1]!, true);
  view.setUint32(24 + padded[0]!, 0x004e4942, true);
  out.fill(0, 28 + padded[0]!).set(bytes, 28 + padded[0]!);
  return out;
}

/** One triangle in the plane z = 0: positions at byte 0, indices 0 1 2 as 16-bit integers at byte 36. */
export const TRIANGLE = new Uint8Array(44);
new Float32Array(TRIANGLE.buffer).set([0, 0, 0, 1, 0, 0, 0, 1, 0]);
new Uint16Array(TRIANGLE.buffer).set([0, 1, 2], 18);
export const scene = (changes: Json = {}): Json => ({
  asset: { version: '2.0' },
  buffers: [{ byteLength: 44 }],
  bufferViews: [
    { buffer: 0, byteLength: 36 },
    { buffer: 0, byteOffset: 36, byteLength: 6 },
  ],
  accessors: [
    { bufferView: 0, componentType: 5126, count: 3, type: 'VEC3' },
    { bufferView: 1, componentType: 5123, count: 3, type: 'SCALAR' },
  ],
  meshes: [{ primitives: [{ attributes: { POSITION: 0 }, indices: 1 }] }],
  nodes: [{ mesh: 0 }],
  scenes: [{ nodes: [0] }],
  ...changes,
});
export const read = (changes: Json = {}, bytes = TRIANGLE) => decodeGlb(glb(scene(changes), bytes));
