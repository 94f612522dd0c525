// Tests scans: formats, materials, textures, landmarks, and messages about damaged files.
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { decodeObj, encodeGlb, encodePly, inspect } from '@vrn/mesh';
import { cube } from '@vrn/test-utils';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readScan as readScanOf } from '../../../src/dataset/scans/readScan.js';
import { readScans } from '../../../src/dataset/scans/readScans.js';
import { openScanFolder, scanFiles } from '../../../src/dataset/scans/scanFolder.js';
import { sample } from '../../../src/sample/sample.js';
import { scanSource } from '../../../src/scans/scanSource.js';

let folder: string;
const at = (name: string) => join(folder, name);
/** Reads a scan of the folder, given its absolute path. */
const readScan = async (file: string, _name: string) =>
  (await readScanOf(await openScanFolder(folder), relative(folder, file))).scan;
const put = async (name: string, content: string | Uint8Array) => {
  await mkdir(dirname(at(name)), { recursive: true });
  await writeFile(at(name), content);
};

/** Two by two pixels: red and green in the upper row, blue and white in the lower row. */
const PIXELS = [255, 0, 0, 0, 255, 0, 0, 0, 255, 255, 255, 255];
const png = () =>
  sharp(Uint8Array.from(PIXELS), { raw: { width: 2, height: 2, channels: 3 } })
    .png()
    .toBuffer();

/** A tetrahedron with two materials and three uvs; its last two faces use negative indices. */
const OBJ = `mtllib looks.mtl
v 0 0 0
v 1 0 0
v 0 1 0
v 0 0 1
vt 0 0
vt 1 0
vt 0 1
usemtl cloth
f 1/1 3/3 2/2
f 1/1 2/2 4/3
usemtl skin
f -4/1 -1/2 -2/3
f -3/1 -2/2 -1/3
`;
const MTL = 'newmtl cloth\nKd 1 1 1\nmap_Kd -s 1 1 1 -o 0 0 a cloth.png\nnewmtl skin\r\nKd 1 0.5 0\r\n';

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'vrn-scans-'));
  await put('a cloth.png', await png());
  await put('looks.mtl', MTL);
  await put('person.obj', OBJ);
});
afterAll(() => rm(folder, { recursive: true, force: true }));

describe('.obj', () => {
  it('gives one solid, and surfaces with their own textures and colours', async () => {
    const { mesh, surfaces } = await readScan(at('person.obj'), 'person');
    expect(inspect(mesh)).toMatchObject({ closed: true, faces: 4, vertices: 4 });
    expect(surfaces).toHaveLength(2);
    const [cloth, skin] = surfaces!;
    expect(cloth!.texture).toMatchObject({ rows: 2, columns: 2 });
    expect([...cloth!.texture!.data.subarray(0, 8)]).toEqual([255, 0, 0, 255, 0, 255, 0, 255]);
    expect(cloth!.mesh.uvs).toBeDefined();
    expect(cloth!.mesh.indices).toHaveLength(6);
    expect(skin!.texture).toBeUndefined();
    expect([...skin!.mesh.colors!.subarray(0, 3)]).toEqual([1, expect.closeTo(0.214, 3), 0]);
    expect(skin!.mesh.indices).toHaveLength(6);
  });
});

describe('.ply and .glb', () => {
  it('have their colours', async () => {
    const box = cube({ side: 1 });
    const colors = new Float32Array(box.positions.length).fill(0.5);
    await put('box.ply', encodePly({ ...box, colors }));
    await put('box.glb', await encodeGlb({ ...box, colors }));
    expect((await readScan(at('box.ply'), 'ply')).mesh.colors![0]).toBeCloseTo(0.5, 2);
    const glb = await readScan(at('box.glb'), 'glb');
    expect(glb.mesh.indices).toHaveLength(36);
    expect(glb.surfaces![0]!.mesh.colors![0]).toBeCloseTo(0.5, 6);
  });

  it('have their textures', async () => {
    const box = cube({ side: 1 });
    const uvs = new Float32Array((box.positions.length / 3) * 2).map((_, i) => (i % 2 === 0 ? 0.25 : 0.125));
    await put('textured.glb', await textured(await encodeGlb({ ...box, uvs }), await png()));
    const { surfaces } = await readScan(at('textured.glb'), 'glb');
    expect(surfaces).toHaveLength(1);
    expect(surfaces![0]!.texture).toMatchObject({ rows: 2, columns: 2 });
    // A .glb file measures v from the top of the texture; meshes here measure it from the bottom.
    expect(surfaces![0]!.mesh.uvs![1]).toBeCloseTo(0.875, 6);
    const ply = encodePly({ ...box, uvs });
    const marked = Buffer.from(
      Buffer.from(ply)
        .toString('latin1')
        .replace('\n', '\n')
        .replace('element vertex', 'comment TextureFile a cloth.png\nelement vertex'),
      'latin1',
    );
    await put('textured.ply', marked);
    expect((await readScan(at('textured.ply'), 'ply')).surfaces![0]!.texture).toMatchObject({ rows: 2 });
  });
});

describe('textures', () => {
  /**
   * Vertices and texture coordinates of a pyramid: a square base that faces the camera, whose lower left corner has the
   * texture coordinates 0 0, and an apex behind it.
   */
  const WALL =
    'mtllib wall.mtl\nusemtl a\nv 0 0 0\nv 1 0 0\nv 1 1 0\nv 0 1 0\nv 0.5 0.5 -1\nvt 0 0\nvt 1 0\nvt 1 1\nvt 0 1\nvt 0 0\n';
  const FACES = 'f 1/1 2/2 3/3 4/4\nf 2/2 1/1 5/5\nf 3/3 2/2 5/5\nf 4/4 3/3 5/5\nf 1/1 4/4 5/5\n';

  it('are rendered upright, from .obj and from .glb', async () => {
    await put('wall/wall.obj', WALL + FACES);
    await put('wall/wall.mtl', 'newmtl a\nmap_Kd four.png\n');
    await put('wall/four.png', await png());
    const obj = await readScan(at('wall/wall.obj'), 'obj');
    const { mesh } = obj.surfaces![0]!;
    const flipped = { ...mesh, uvs: mesh.uvs!.map((value, i) => (i % 2 === 0 ? value : 1 - value)) };
    await put('wall/wall.glb', await textured(await encodeGlb(flipped), await png()));
    for (const scan of [obj, await readScan(at('wall/wall.glb'), 'glb')]) {
      const people = scanSource([scan], { yaw: [0, 0], pitch: [0, 0], roll: [0, 0] });
      const { image } = sample(people, 1, {
        shape: [32, 32, 32],
        scale: [1, 1],
        blur: [0, 0],
        noise: [0, 0],
        jpeg: 'none',
      });
      const strongest = (row: number, column: number): number => {
        const [red, green, blue] = [0, 1, 2].map((c) => image.get(row, column, c)) as [number, number, number];
        return red > green && red > blue ? 0 : green > blue ? 1 : 2;
      };
      // Red is at the upper left, green at the upper right, and blue at the lower left.
      expect([strongest(9, 9), strongest(9, 22), strongest(22, 9)]).toEqual([0, 1, 2]);
    }
  });
});

describe('folders', () => {
  it('may contain scans at any depth, with landmarks beside them', async () => {
    await put('set/b/two.ply', encodePly(cube({ side: 1 })));
    await put('set/a.ply', encodePly(cube({ side: 1 })));
    await put('set/a.json', JSON.stringify(Array.from({ length: 16 }, (_, n) => [n, 0, 0])));
    await put('set/notes.txt', 'not a mesh');
    expect(await scanFiles(at('set'))).toEqual(['a.ply', 'b/two.ply']);
    const { scans, warnings } = await readScans(at('set'));
    const [a, two] = scans;
    expect(warnings).toEqual([]);
    expect([a!.name, two!.name]).toEqual(['a.ply', 'b/two.ply']);
    expect(a!.landmarks![3]).toEqual([3, 0, 0]);
    expect(two!.landmarks).toBeUndefined();
  });

  it.each<[string, Record<string, string>, RegExp]>([
    ['no mesh', { 'x.txt': '' }, /bad0: a folder of meshes must hold \.obj, \.ply, \.glb, \.stl files, got none/],
    ['a mesh without faces', { 'points.obj': 'v 0 0 0\nv 1 0 0\n' }, /points\.obj: mesh must have faces, got none/],
    ['a cut .ply', { 'cut.ply': 'ply\nformat ascii 1.0\nelement vertex 3\n' }, /cut\.ply: /],
    ['no glTF', { 'no.glb': 'glTF' }, /no\.glb: decodeGlb: /],
    [
      'a damaged texture',
      { 'm.obj': OBJ, 'looks.mtl': MTL, 'a cloth.png': 'no picture' },
      /a cloth\.png: .*unsupported/,
    ],
    [
      'invalid landmarks',
      { 'p.obj': 'v 0 0 0\nv 1 0 0\nv 0 1 0\nf 1 2 3\n', 'p.json': '[[1,2]]' },
      /p\.json: landmarks must be 16/,
    ],
  ])('with %s are refused in one line', async (_, files, message) => {
    const name = `bad${n++}`;
    for (const [file, content] of Object.entries(files)) await put(`${name}/${file}`, content);
    const error = await readScans(at(name)).then(
      () => undefined,
      (cause: Error) => cause.message,
    );
    expect(error).toMatch(message);
    expect(error).not.toContain('\n');
  });
  let n = 0;

  it.each<[string, Record<string, string>, RegExp]>([
    ['a missing .mtl', { 'm.obj': OBJ }, /m\.obj: materials 'looks\.mtl' were left out/],
    ['a missing texture', { 'm.obj': OBJ, 'looks.mtl': MTL }, /m\.obj: texture 'a cloth\.png' was left out/],
    ['an .mtl of odd lines', { 'm.obj': OBJ, 'looks.mtl': 'Kd 1 1 1' }, /looks\.mtl: line 1: kd must follow a newmtl/],
  ])('with %s give the shape and a warning', async (_, files, message) => {
    const name = `odd${n++}`;
    for (const [file, content] of Object.entries(files)) await put(`${name}/${file}`, content);
    const { scans, warnings } = await readScans(at(name));
    expect(scans[0]!.mesh.indices).toHaveLength(12);
    expect(warnings).toHaveLength(1);
    expect(warnings[0]).toMatch(message);
  });

  it('with polygons that cross themselves give the warning of decodeObj, with and without materials', async () => {
    // A star of 5001 corners, and a face that gives it depth.
    const corners = Array.from({ length: 5001 }, (_, n) => `v ${Math.cos(2.399 * n)} ${Math.sin(2.399 * n)} 0`);
    const crossing = `${corners.join('\n')}\nv 0 0 1\nf ${corners.map((_, n) => n + 1).join(' ')}\nf 1 3 5002\n`;
    const { warnings } = decodeObj(new TextEncoder().encode(crossing));
    expect(warnings).toHaveLength(1);
    await put('crossing/plain.obj', crossing);
    await put('coloured/m.obj', `mtllib looks.mtl\nusemtl cloth\n${crossing}`);
    await put('coloured/looks.mtl', 'newmtl cloth\nKd 1 0 0\n');
    for (const folder of ['crossing', 'coloured']) {
      const read = await readScans(at(folder));
      expect(read.warnings).toEqual([expect.stringContaining(warnings[0]!.replace(/ \(line \d+\)$/, ''))]);
    }
  });
});

/** Returns the .glb file with the image embedded as the texture of its first material. */
async function textured(glb: Uint8Array, picture: Uint8Array): Promise<Uint8Array> {
  const length = new DataView(glb.buffer, glb.byteOffset).getUint32(12, true);
  const view = glb;
  const json = JSON.parse(new TextDecoder().decode(view.subarray(20, 20 + length)));
  json.materials[0].pbrMetallicRoughness = {
    ...json.materials[0].pbrMetallicRoughness,
    baseColorTexture: { index: 0 },
  };
  json.textures = [{ source: 0 }];
  json.images = [{ uri: `data:image/png;base64,${Buffer.from(picture).toString('base64')}` }];
  const text = Buffer.from(JSON.stringify(json).padEnd(Math.ceil(JSON.stringify(json).length / 4) * 4));
  const head = Buffer.alloc(20);
  head.write('glTF');
  head.writeUInt32LE(2, 4);
  head.writeUInt32LE(text.length, 12);
  head.write('JSON', 16);
  const out = Buffer.concat([head, text, view.subarray(20 + length)]);
  out.writeUInt32LE(out.length, 8);
  return out;
}
