// Tests texture atlases: exact texels on the front, plausible ones on the back, no seams, valid files.
import { createRequire } from 'node:module';
import { box, icosphere, together } from '@vrn/test-utils';
import { type Landmark, packed, type TriangleMesh } from '@vrn/voxel';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { decodeGlb } from '../../../src/files/gltf/decodeGlb.js';
import { encodeGlb } from '../../../src/files/gltf/encodeGlb.js';
import { glbParts } from '../../../src/internal.js';
import { marchingCubes } from '../../../src/marching-cubes/marchingCubes.js';
import { type TextureAtlas, textureAtlas } from '../../../src/texture/atlas/textureAtlas.js';

const SIZE = 128;
const grid = { shape: [SIZE, SIZE, SIZE], min: [-1, -1, -1], max: [1, 1, 1] } as const;

type Colour = readonly [number, number, number];

/** Creates an image of bytes from a function that returns the colour of a pixel, 0..255. */
const pictureOf = (colour: (row: number, column: number) => Colour) =>
  packed(
    Uint8Array.from(
      { length: SIZE * SIZE * 3 },
      (_, i) => colour(Math.floor(i / 3 / SIZE), Math.floor(i / 3) % SIZE)[i % 3]!,
    ),
    [SIZE, SIZE, 3],
  );

/** Voxels per side of a solid, chosen so that the solid has no vertices at centres of pixels. */
const VOXELS = 90;

/** The surface of a solid, triangulated finely. */
const solid = (isInside: (x: number, y: number, z: number) => boolean): TriangleMesh => {
  const inside = Float32Array.from({ length: VOXELS ** 3 }, (_, at) => {
    const [i, j, k] = [Math.floor(at / VOXELS / VOXELS), Math.floor(at / VOXELS) % VOXELS, at % VOXELS];
    return isInside((2 * j + 1) / VOXELS - 1, 1 - (2 * i + 1) / VOXELS, 1 - (2 * k + 1) / VOXELS) ? 1 : 0;
  });
  return marchingCubes(packed(inside, [VOXELS, VOXELS, VOXELS]), {
    grid: { ...grid, shape: [VOXELS, VOXELS, VOXELS] },
  });
};
const ball = icosphere({ radius: 0.7, subdivisions: 5 });
const checker = pictureOf((row, column) => ((row + column) % 2 === 0 ? [255, 255, 255] : [0, 0, 0]));

/** Bilinear interpolation of the texture at a vertex, as viewers do it. */
function colourAt({ mesh, texture }: TextureAtlas, vertex: number): Colour {
  const side = texture.shape[0]!;
  const [x, y] = [mesh.uvs![2 * vertex]! * side - 0.5, mesh.uvs![2 * vertex + 1]! * side - 0.5];
  const [j, i] = [Math.floor(x), Math.floor(y)];
  const [across, down] = [x - j, y - i];
  const texel = (row: number, column: number, c: number) => texture.data[3 * (row * side + column) + c]!;
  return [0, 1, 2].map(
    (c) =>
      (texel(i, j, c) * (1 - across) + texel(i, j + 1, c) * across) * (1 - down) +
      (texel(i + 1, j, c) * (1 - across) + texel(i + 1, j + 1, c) * across) * down,
  ) as unknown as Colour;
}

/** The vertices of a textured mesh, with their colours. */
const vertices = (atlas: TextureAtlas) =>
  Array.from(atlas.source, (source, v) => ({
    v,
    source,
    at: [...atlas.mesh.positions.subarray(3 * v, 3 * v + 3)] as [number, number, number],
    normal: [...atlas.mesh.normals!.subarray(3 * v, 3 * v + 3)] as [number, number, number],
    colour: colourAt(atlas, v),
  }));

/** Calls `visit` for all texels whose centres are inside a triangle of texture coordinates. */
function forTexels({ mesh, texture }: TextureAtlas, f: number, visit: (row: number, column: number) => void): void {
  const side = texture.shape[0]!;
  const [a, b, c] = [0, 1, 2].map((corner) => {
    const v = mesh.indices[3 * f + corner]!;
    return [mesh.uvs![2 * v]! * side, mesh.uvs![2 * v + 1]! * side] as const;
  }) as [readonly [number, number], readonly [number, number], readonly [number, number]];
  const cross = (p: readonly [number, number], q: readonly [number, number], x: number, y: number) =>
    (q[0] - p[0]) * (y - p[1]) - (q[1] - p[1]) * (x - p[0]);
  for (let i = Math.floor(Math.min(a[1], b[1], c[1])); i <= Math.max(a[1], b[1], c[1]); i++) {
    for (let j = Math.floor(Math.min(a[0], b[0], c[0])); j <= Math.max(a[0], b[0], c[0]); j++) {
      const turns = [cross(a, b, j + 0.5, i + 0.5), cross(b, c, j + 0.5, i + 0.5), cross(c, a, j + 0.5, i + 0.5)];
      if (turns.every((turn) => turn > 1e-3) || turns.every((turn) => turn < -1e-3)) visit(i, j);
    }
  }
}

const validate = async (bytes: Uint8Array) => {
  const { validateBytes } = createRequire(import.meta.url)('gltf-validator') as {
    validateBytes(bytes: Uint8Array): Promise<{
      issues: { numErrors: number; numWarnings: number; messages: readonly unknown[] };
      info: { resources: readonly { mimeType?: string; image?: { width: number; height: number } }[] };
    }>;
  };
  return validateBytes(bytes);
};

describe('the front', () => {
  it('is the photograph, pixel by pixel', () => {
    const atlas = textureAtlas(
      solid((x, y, z) => Math.max(Math.abs(x), Math.abs(y), Math.abs(z)) < 0.5),
      checker,
      grid,
    );
    const { mesh, texture } = atlas;
    const side = texture.shape[0]!;
    let count = 0;
    for (let f = 0; f < mesh.indices.length / 3; f++) {
      const v = mesh.indices[3 * f]!;
      if (mesh.normals![3 * v + 2]! < 0.99 || Math.abs(mesh.positions[3 * v]!) > 0.45) continue;
      if (Math.abs(mesh.positions[3 * v + 1]!) > 0.45) continue;
      // Offset from texels to pixels: an integer, because the front has one texel per pixel.
      const column = ((mesh.positions[3 * v]! + 1) / 2) * SIZE - mesh.uvs![2 * v]! * side;
      const row = ((1 - mesh.positions[3 * v + 1]!) / 2) * SIZE - mesh.uvs![2 * v + 1]! * side;
      expect(Math.abs(column - Math.round(column)) + Math.abs(row - Math.round(row))).toBeLessThan(1e-3);
      forTexels(atlas, f, (i, j) => {
        const pixel = (i + Math.round(row)) * SIZE + j + Math.round(column);
        for (let c = 0; c < 3; c++) expect(texture.data[3 * (i * side + j) + c]).toBe(checker.data[3 * pixel + c]);
        count++;
      });
    }
    expect(count).toBeGreaterThan(2000);
  });

  it('does not paint an arm onto the trunk behind it', () => {
    const scene = together([
      box({ min: [-0.2, -0.2, 0.5], max: [0.2, 0.2, 0.6] }),
      icosphere({ radius: 0.7, subdivisions: 5, centre: [0, 0, -0.2] }),
    ]);
    // The arm of the photograph extends about one pixel beyond the arm of the mesh on every side.
    const red = pictureOf((row, column) =>
      Math.abs(row - 63.5) < 13.9 && Math.abs(column - 63.5) < 13.9 ? [255, 0, 0] : [0, 200, 0],
    );
    const behind = vertices(textureAtlas(scene, red, grid, { inset: 0.02 })).filter(({ at }) => at[2] < 0.49);
    expect(behind.length).toBeGreaterThan(1000);
    for (const { colour } of behind) expect(colour[0]).toBeLessThan(60);
  });
});

describe('the back', () => {
  it('has no pattern', () => {
    const colours = vertices(textureAtlas(ball, checker, grid)).filter(({ normal }) => normal[2] < -0.3);
    expect(colours.length).toBeGreaterThan(1000);
    const red = colours.map(({ colour }) => colour[0]);
    expect(Math.max(...red) - Math.min(...red)).toBeLessThan(12);
  });

  it('has the shirt and not the print or the tie', () => {
    const isTie = (column: number) => Math.abs(column - 63.5) < 5;
    const isPrint = (row: number, column: number) => Math.hypot(row - 50, column - 63.5) < 15;
    const shirt = pictureOf((row, column) =>
      isTie(column) ? [200, 0, 0] : isPrint(row, column) ? [250, 250, 0] : [30, 40, 120],
    );
    const trunk = solid((x, y, z) => (x / 0.4) ** 2 + (z / 0.25) ** 2 < 1 && Math.abs(y) < 0.7);
    const back = vertices(textureAtlas(trunk, shirt, grid)).filter(
      ({ normal, at }) => normal[2] < -0.3 && Math.abs(at[1]) < 0.5,
    );
    expect(back.length).toBeGreaterThan(1000);
    for (const { colour } of back) {
      expect(Math.abs(colour[0] - 30) + Math.abs(colour[1] - 40) + Math.abs(colour[2] - 120)).toBeLessThan(40);
    }
  });

  it('of the head has the colour of the hair', () => {
    const head = solid(
      (x, y, z) =>
        Math.hypot(x / 0.25, (y - 0.6) / 0.3, z / 0.27) < 1 || Math.hypot(x / 0.4, (y + 0.3) / 0.65, z / 0.2) < 1,
    );
    const isFace = (row: number, column: number) => Math.hypot((row - 29) / 13, (column - 63.5) / 12) < 1;
    const person = pictureOf((row, column) =>
      isFace(row, column) ? [230, 180, 150] : row < 44 ? [60, 35, 20] : [40, 90, 60],
    );
    const landmarks: Landmark[] = Array.from({ length: 16 }, (): Landmark => [0, 0, 0]);
    const places: Readonly<Record<number, Landmark>> = {
      ...{ 2: [100, 50], 3: [100, 77], 6: [100, 63.5], 7: [55, 63.5], 8: [46, 63.5], 9: [7, 63.5] },
      ...{ 12: [58, 48], 13: [58, 79] },
    };
    for (const [index, place] of Object.entries(places)) landmarks[Number(index)] = place;
    const back = vertices(textureAtlas(head, person, grid, { landmarks })).filter(({ normal }) => normal[2] < -0.3);
    const hair = back.filter(({ at }) => at[1] > 0.45);
    expect(hair.length).toBeGreaterThan(300);
    for (const { colour } of hair) expect(colour[0]).toBeLessThan(90);
    for (const { colour } of back.filter(({ at }) => at[1] < 0)) expect(colour[1]).toBeGreaterThan(colour[0] + 30);
  });
});

describe('charts', () => {
  const smooth = pictureOf((row, column) => [row, 200 - column, 100]);
  const scene = together([
    icosphere({ radius: 0.5, subdivisions: 5 }),
    icosphere({ radius: 0.2, subdivisions: 4, centre: [0.2, 0.1, 0.7] }),
    icosphere({ radius: 0.15, subdivisions: 4, centre: [-0.3, -0.1, -0.75] }),
  ]);
  const atlas = textureAtlas(scene, smooth, grid);

  it('keep all faces, and split vertices only', () => {
    expect(atlas.mesh.indices.map((v) => atlas.source[v]!)).toEqual(scene.indices);
    for (const { at, source } of vertices(atlas)) {
      expect(at).toEqual([...scene.positions.subarray(3 * source, 3 * source + 3)]);
    }
  });

  it('do not overlap', () => {
    const side = atlas.texture.shape[0]!;
    const owner = new Int32Array(side * side).fill(-1);
    let shared = 0;
    let all = 0;
    for (let f = 0; f < scene.indices.length / 3; f++) {
      forTexels(atlas, f, (i, j) => {
        all++;
        if (owner[i * side + j] !== -1) shared++;
        owner[i * side + j] = f;
      });
    }
    expect(all).toBeGreaterThan(10_000);
    expect(shared).toBe(0);
  });

  it('have equal colours where they meet', () => {
    const bySource = new Map<number, Colour>();
    let seams = 0;
    for (const { source, colour } of vertices(atlas)) {
      const other = bySource.get(source);
      bySource.set(source, colour);
      if (other === undefined) continue;
      seams++;
      for (let c = 0; c < 3; c++) expect(Math.abs(colour[c]! - other[c]!)).toBeLessThan(6);
    }
    expect(seams).toBeGreaterThan(100);
  });

  it('show nothing of the background', () => {
    const scenery = pictureOf((row, column) =>
      Math.hypot(row - 63.5, column - 63.5) < 44.8 ? [0, 0, 255] : [255, 0, 0],
    );
    for (const { colour } of vertices(textureAtlas(ball, scenery, grid, { inset: 0.03 }))) {
      expect(colour[0]).toBeLessThan(10);
    }
  });
});

describe('files', () => {
  it("pass Khronos' validator, and hold the texture exactly", async () => {
    const { mesh, texture } = textureAtlas(ball, checker, grid);
    expect(texture.shape).toEqual([1024, 1024, 3]);
    const bytes = await encodeGlb(mesh, { texture });
    const { issues, info } = await validate(bytes);
    expect(issues).toMatchObject({ numErrors: 0, numWarnings: 0 });
    expect(info.resources).toContainEqual(
      expect.objectContaining({ mimeType: 'image/png', image: expect.objectContaining({ width: 1024, height: 1024 }) }),
    );
    expect(await decodeGlb(bytes)).toEqual({ ...mesh, warnings: [] });
    const { json, binary } = glbParts(bytes);
    const { images, bufferViews } = json as unknown as {
      images: { bufferView: number }[];
      bufferViews: { byteOffset: number; byteLength: number }[];
    };
    const { byteOffset = 0, byteLength } = bufferViews[images[0]!.bufferView]!;
    const png = sharp(binary.subarray(byteOffset, byteOffset + byteLength));
    const { data, info: size } = await png.raw().toBuffer({ resolveWithObject: true });
    expect([size.width, size.height, size.channels]).toEqual([1024, 1024, 3]);
    expect(Buffer.compare(data, Buffer.from(texture.data))).toBe(0);
  });

  it('need texture coordinates', async () => {
    const texture = packed(new Uint8Array(12), [2, 2, 3]);
    await expect(encodeGlb(ball, { texture })).rejects.toMatchObject({ code: 'bad-mesh' });
    const flat = { ...ball, uvs: new Float32Array((2 * ball.positions.length) / 3) };
    await expect(encodeGlb(flat, { texture: packed(new Uint8Array(4), [2, 2, 1]) })).rejects.toMatchObject({
      code: 'shape-mismatch',
    });
  });
});

describe('sizes', () => {
  const ball = icosphere({ radius: 0.7, subdivisions: 3 });
  const large = {
    data: new Uint8Array(3 * 1500 * 1500).fill(99),
    shape: [1500, 1500, 3],
    stride: [4500, 3, 1],
    offset: 0,
  };

  it('grow with the photograph, unless given', () => {
    expect(textureAtlas(ball, large, grid).texture.shape).toEqual([2048, 2048, 3]);
    const small = textureAtlas(ball, large, grid, { size: 1024 });
    expect(small.texture.shape).toEqual([1024, 1024, 3]);
    for (const { colour } of vertices(small)) for (const c of colour) expect(Math.abs(c - 99)).toBeLessThan(1.5);
  });

  it('are refused otherwise, like masks and images of other shapes', () => {
    const refused: readonly [object, RegExp][] = [
      [{ size: 1000 }, /size must be 1024, 2048, 4096, got 1000/],
      [{ inset: 0.7 }, /inset must be/],
      [{ mask: packed(new Float32Array(4), [2, 2]) }, /mask must be 128 × 128/],
      [{ colour: 1 }, /colour/],
    ];
    for (const [options, message] of refused) expect(() => textureAtlas(ball, checker, grid, options)).toThrow(message);
    expect(() => textureAtlas(ball, packed(new Float32Array(4), [2, 2, 1]), grid)).toThrow(/3 channels/);
  });
});
