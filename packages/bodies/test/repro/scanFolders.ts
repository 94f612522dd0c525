// Creates folders of scans for tests: a box with a red texture in several formats.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { encode } from 'fast-png';
import { afterAll } from 'vitest';

const C = [
  [-0.3, 0, -0.2],
  [0.3, 0, -0.2],
  [0.3, 1.7, -0.2],
  [-0.3, 1.7, -0.2],
  [-0.3, 0, 0.2],
  [0.3, 0, 0.2],
  [0.3, 1.7, 0.2],
  [-0.3, 1.7, 0.2],
] as const;
const QUADS = [
  [0, 3, 2, 1],
  [4, 5, 6, 7],
  [0, 1, 5, 4],
  [1, 2, 6, 5],
  [2, 3, 7, 6],
  [3, 0, 4, 7],
] as const;

/** A box as .obj; each corner of a face has its own texture coordinates. */
export const boxObj = (head: string, material = 'skin'): string =>
  `${head}${C.map((p) => `v ${p.join(' ')}`).join('\n')}\nvt 0 0\nvt 1 0\nvt 1 1\nvt 0 1\nusemtl ${material}\n${QUADS.map(
    (quad) => `f ${quad.map((v, i) => `${v + 1}/${i + 1}`).join(' ')}`,
  ).join('\n')}\n`;

/** A box as .ply with texture coordinates at the corners of faces, as MeshLab writes it. */
export const boxPly = (picture: string): string =>
  `ply\nformat ascii 1.0\ncomment TextureFile ${picture}\nelement vertex 8\nproperty float x\nproperty float y\nproperty float z\nelement face 6\nproperty list uchar int vertex_indices\nproperty list uchar float texcoord\nend_header\n${C.map((p) => p.join(' ')).join('\n')}\n${QUADS.map((quad) => `4 ${quad.join(' ')} 8 0 0 1 0 1 1 0 1`).join('\n')}\n`;

/** Returns a PNG of one colour, 4 × 4 pixels. */
export const picture = (colour: readonly [number, number, number] = [200, 10, 10]): Uint8Array =>
  encode({
    width: 4,
    height: 4,
    channels: 3,
    depth: 8,
    data: Uint8Array.from({ length: 48 }, (_, i) => colour[i % 3]!),
  });

export const MTL = 'newmtl skin\nKd 1 1 1\nmap_Kd skin.png\n';

/** Returns the box as .glb with an embedded image. `json` replaces fields of the glTF, such as its materials. */
export function boxGlb(json: object, image: Uint8Array = picture()): Uint8Array {
  const positions = new Uint8Array(Float32Array.from(C.flat()).buffer);
  const uvs = new Uint8Array(Float32Array.from(C.flatMap(([x, y]) => [x + 0.5, y / 1.7])).buffer);
  const corners = QUADS.flatMap(([a, b, c, d]) => [a, b, c, a, c, d]);
  const indices = new Uint8Array(Uint16Array.from(corners).buffer);
  const pieces = [positions, uvs, indices, image];
  const starts = [0, 96, 160, 232];
  const binary = Buffer.concat([...pieces, Buffer.alloc((4 - (image.length % 4)) % 4)]);
  const base = {
    asset: { version: '2.0' },
    scene: 0,
    scenes: [{ nodes: [0] }],
    nodes: [{ mesh: 0 }],
    meshes: [{ primitives: [{ attributes: { POSITION: 0, TEXCOORD_0: 1 }, indices: 2, material: 0 }] }],
    textures: [{ source: 0 }],
    images: [{ bufferView: 3, mimeType: 'image/png' }],
    buffers: [{ byteLength: binary.length }],
    bufferViews: pieces.map(({ length }, n) => ({ buffer: 0, byteOffset: starts[n], byteLength: length })),
    accessors: [
      { bufferView: 0, componentType: 5126, count: 8, type: 'VEC3', min: [-0.3, 0, -0.2], max: [0.3, 1.7, 0.2] },
      { bufferView: 1, componentType: 5126, count: 8, type: 'VEC2' },
      { bufferView: 2, componentType: 5123, count: 36, type: 'SCALAR' },
    ],
    ...json,
  };
  const text = Buffer.from(JSON.stringify(base));
  const padded = Buffer.concat([text, Buffer.alloc((4 - (text.length % 4)) % 4, 32)]);
  const head = Buffer.alloc(20);
  head.writeUInt32LE(0x46546c67);
  head.writeUInt32LE(2, 4);
  head.writeUInt32LE(28 + padded.length + binary.length, 8);
  head.writeUInt32LE(padded.length, 12);
  head.writeUInt32LE(0x4e4f534a, 16);
  const chunk = Buffer.alloc(8);
  chunk.writeUInt32LE(binary.length);
  chunk.writeUInt32LE(0x004e4942, 4);
  return Buffer.concat([head, padded, chunk, binary]);
}

/** Returns a function that writes files to a new folder and returns its path. All are removed after the tests. */
export function scanFolders(): (files: Readonly<Record<string, string | Uint8Array>>) => string {
  const root = mkdtempSync(join(tmpdir(), 'vrn-repro-'));
  afterAll(() => rmSync(root, { recursive: true, force: true }));
  let count = 0;
  return (files) => {
    const folder = join(root, `folder${count++}`);
    for (const [name, content] of Object.entries(files)) {
      mkdirSync(dirname(join(folder, name)), { recursive: true });
      writeFileSync(join(folder, name), content);
    }
    return folder;
  };
}
