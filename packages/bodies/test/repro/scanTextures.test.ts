// Textures of scans with unusual names or materials were lost, refused, or read from outside the folder of scans.
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readScans } from '../../src/dataset/scans/readScans.js';
import { storedSpec } from '../../src/dataset/source/storedSpec.js';
import { specOf } from '../../src/dataset/spec/spec.js';
import { boxGlb, boxObj, boxPly, MTL, picture, scanFolders } from './scanFolders.js';

const folderOf = scanFolders();

/** Returns the first pixel of the first texture of the first scan, and the warnings. */
async function textureIn(folder: string): Promise<{ pixel: number[] | undefined; warnings: string[] }> {
  const { scans, warnings } = await readScans(folder);
  const data = scans[0]!.surfaces?.find(({ texture }) => texture !== undefined)?.texture?.data;
  return { pixel: data && [...data.subarray(0, 3)], warnings };
}
const RED = [200, 10, 10];

describe('textures of .obj files', () => {
  it.each<[string, Record<string, string | Uint8Array>]>([
    [
      'two names after mtllib',
      {
        'ann.obj': boxObj('mtllib other.mtl ann.mtl\n'),
        'other.mtl': 'newmtl a\n',
        'ann.mtl': MTL,
        'skin.png': picture(),
      },
    ],
    [
      'a name with spaces after mtllib',
      { 'ann.obj': boxObj('mtllib my scan.mtl\n'), 'my scan.mtl': MTL, 'skin.png': picture() },
    ],
    [
      'a path of Windows',
      {
        'ann.obj': boxObj('mtllib ann.mtl\n'),
        'ann.mtl': MTL.replace('skin.png', 'C:\\work\\maps\\skin.png'),
        'skin.png': picture(),
      },
    ],
    [
      'a path of Windows whose last folder exists',
      {
        'ann.obj': boxObj('mtllib ann.mtl\n'),
        'ann.mtl': MTL.replace('skin.png', 'C:\\work\\maps\\skin.png'),
        'maps/skin.png': picture(),
        'other/skin.png': picture([1, 2, 3]),
      },
    ],
    [
      'an absolute path of another machine',
      {
        'ann.obj': boxObj('mtllib /scans/ann/ann.mtl\n'),
        'ann.mtl': MTL.replace('skin.png', '/scans/ann/skin.png'),
        'skin.png': picture(),
      },
    ],
    [
      'a name in another case',
      { 'ann.obj': boxObj('mtllib Ann.MTL\n'), 'ann.mtl': MTL.replace('skin.png', 'SKIN.PNG'), 'skin.png': picture() },
    ],
    [
      'a parent folder inside the folder of scans',
      {
        'a/ann.obj': boxObj('mtllib ann.mtl\n'),
        'a/ann.mtl': MTL.replace('skin.png', '../maps/skin.png'),
        'maps/skin.png': picture(),
      },
    ],
  ])('are found by %s', async (_, files) => {
    expect(await textureIn(folderOf(files))).toEqual({ pixel: RED, warnings: [] });
  });

  it('are not read from outside the folder of scans, nor are .mtl files', async () => {
    const folder = folderOf({
      'scans/ann.obj': boxObj('mtllib ann.mtl\n'),
      'scans/ann.mtl': MTL.replace('skin.png', '../skin.png'),
      'more/ben.obj': boxObj('mtllib ../ben.mtl\n'),
      'skin.png': picture(),
      'ben.mtl': MTL,
    });
    const texture = await textureIn(join(folder, 'scans'));
    expect(texture).toEqual({
      pixel: undefined,
      warnings: [expect.stringMatching(/texture '\.\.\/skin\.png' was left out/)],
    });
    const library = await textureIn(join(folder, 'more'));
    expect(library).toEqual({
      pixel: undefined,
      warnings: [expect.stringMatching(/materials '\.\.\/ben\.mtl' were left out/)],
    });
  });

  it('are part of the digest wherever they are below the folder', async () => {
    const spec = (meshes: string) => specOf({ name: 'a', samples: 1, source: { meshes } }).spec;
    const files = { 'a/ann.obj': boxObj('mtllib ann.mtl\n'), 'a/ann.mtl': MTL.replace('skin.png', '../skin.png') };
    const [red, green] = [
      folderOf({ ...files, 'skin.png': picture() }),
      folderOf({ ...files, 'skin.png': picture([0, 255, 0]) }),
    ];
    expect((await textureIn(red)).pixel).toEqual(RED);
    expect(await storedSpec(spec(red), '.')).not.toEqual(await storedSpec(spec(green), '.'));
  });
});

describe('textures of .ply files', () => {
  it('are assigned to corners of faces', async () => {
    const { scans, warnings } = await readScans(folderOf({ 'ann.ply': boxPly('skin.png'), 'skin.png': picture() }));
    const [surface] = scans[0]!.surfaces!;
    expect(warnings).toEqual([]);
    expect([...surface!.texture!.data.subarray(0, 3)]).toEqual(RED);
    expect(scans[0]!.mesh.positions).toHaveLength(24);
    const { indices, uvs } = surface!.mesh;
    // The first quad's corners have the uvs 0 0, 1 0, 1 1, 0 1.
    expect([...indices.subarray(0, 3)].flatMap((v) => [...uvs!.subarray(2 * v, 2 * v + 2)])).toEqual([
      0, 0, 1, 0, 1, 1,
    ]);
  });
});

describe('textures of .glb files', () => {
  it('are found in specular-glossiness materials', async () => {
    const glossy = { extensions: { KHR_materials_pbrSpecularGlossiness: { diffuseTexture: { index: 0 } } } };
    expect(await textureIn(folderOf({ 'ann.glb': boxGlb({ materials: [glossy] }) }))).toEqual({
      pixel: RED,
      warnings: [],
    });
  });

  it('are replaced by the colour of specular-glossiness materials without a texture', async () => {
    const glossy = { extensions: { KHR_materials_pbrSpecularGlossiness: { diffuseFactor: [0.5, 0.25, 0, 1] } } };
    const { scans } = await readScans(folderOf({ 'ann.glb': boxGlb({ materials: [glossy] }) }));
    expect([...scans[0]!.surfaces![0]!.mesh.colors!.subarray(0, 3)]).toEqual([0.5, 0.25, 0]);
  });

  it('are placed by KHR_texture_transform', async () => {
    const transform = { offset: [0.25, 0.5], scale: [0.5, 0.25], rotation: Math.PI / 2 };
    const placed = { baseColorTexture: { index: 0, extensions: { KHR_texture_transform: transform } } };
    const uvsOf = async (info: object) => {
      const glb = boxGlb({ materials: [{ pbrMetallicRoughness: info }] });
      const { scans } = await readScans(folderOf({ 'ann.glb': glb }));
      return scans[0]!.surfaces![0]!.mesh.uvs!;
    };
    const plain = await uvsOf({ baseColorTexture: { index: 0 } });
    const moved = await uvsOf(placed);
    for (let at = 0; at < plain.length; at += 2) {
      const u = plain[at]! * 0.5;
      const v = (1 - plain[at + 1]!) * 0.25;
      // A rotation by 90° maps (u, v) to (v, −u), where v is measured from the top.
      expect(moved[at]).toBeCloseTo(v + 0.25, 5);
      expect(1 - moved[at + 1]!).toBeCloseTo(-u + 0.5, 5);
    }
  });

  it('use the set of texture coordinates that the material selects', async () => {
    const glb = boxGlb({
      meshes: [{ primitives: [{ attributes: { POSITION: 0, TEXCOORD_1: 1 }, indices: 2, material: 0 }] }],
      materials: [{ pbrMetallicRoughness: { baseColorTexture: { index: 0, texCoord: 1 } } }],
    });
    expect((await textureIn(folderOf({ 'ann.glb': glb }))).pixel).toEqual(RED);
  });

  it('apply to the triangles of their material only', async () => {
    const half = (material: number) => ({
      attributes: { POSITION: 0, TEXCOORD_0: 1 },
      indices: 2 + material,
      material,
    });
    const accessor = (byteOffset: number) => ({
      bufferView: 2,
      byteOffset,
      componentType: 5123,
      count: 18,
      type: 'SCALAR',
    });
    const glb = boxGlb({
      meshes: [{ primitives: [half(0), half(1)] }],
      materials: [
        { pbrMetallicRoughness: { baseColorTexture: { index: 0 } } },
        { pbrMetallicRoughness: { baseColorFactor: [0, 1, 0, 1] } },
      ],
      accessors: [
        { bufferView: 0, componentType: 5126, count: 8, type: 'VEC3', min: [-0.3, 0, -0.2], max: [0.3, 1.7, 0.2] },
        { bufferView: 1, componentType: 5126, count: 8, type: 'VEC2' },
        accessor(0),
        accessor(36),
      ],
    });
    const { scans } = await readScans(folderOf({ 'ann.glb': glb }));
    const [textured, green] = scans[0]!.surfaces!;
    expect([textured!.mesh.indices.length, green!.mesh.indices.length]).toEqual([18, 18]);
    expect(textured!.texture).toBeDefined();
    expect([...green!.mesh.colors!.subarray(0, 3)]).toEqual([0, 1, 0]);
  });

  it('are left out with a warning if their format is not supported', async () => {
    const glb = boxGlb({
      materials: [{ pbrMetallicRoughness: { baseColorTexture: { index: 0 } } }],
      textures: [{ extensions: { KHR_texture_basisu: { source: 0 } } }],
    });
    const { pixel, warnings } = await textureIn(folderOf({ 'ann.glb': glb }));
    expect(pixel).toBeUndefined();
    expect(warnings).toEqual([expect.stringMatching(/material 0 was left out: texture 0 .*KHR_texture_basisu/)]);
  });
});
