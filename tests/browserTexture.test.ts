// Tests that three.js, in a browser, shows a textured .glb as our own renderer does.
import { fileURLToPath } from 'node:url';
import { encodeGlb, rasterize, textureAtlas } from '@vrn/mesh';
import { icosphere, together } from '@vrn/test-utils';
import { packed } from '@vrn/voxel';
import { build } from 'esbuild';
import { chromium } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { FLAGS, findChromium } from '../scripts/chromium.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const SIZE = 256;
const grid = { shape: [SIZE, SIZE, SIZE], min: [-1, -1, -1], max: [1, 1, 1] } as const;

/** Script of the page: renders a .glb file orthographically in white ambient light, and returns the pixels. */
const PAGE = `
import { AmbientLight, OrthographicCamera, Scene, WebGLRenderer } from 'three';
import { GLTFLoader } from 'three/examples/jsm/loaders/GLTFLoader.js';
globalThis.show = async (base64, size) => {
  const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
  const { scene: body } = await new GLTFLoader().parseAsync(bytes.buffer, '');
  const scene = new Scene().add(body, new AmbientLight(0xffffff, Math.PI));
  const camera = new OrthographicCamera(-1, 1, 1, -1, 0.1, 10);
  camera.position.z = 5;
  const renderer = new WebGLRenderer({ preserveDrawingBuffer: true });
  renderer.setSize(size, size, false);
  renderer.render(scene, camera);
  const gl = renderer.getContext();
  const pixels = new Uint8Array(4 * size * size);
  gl.readPixels(0, 0, size, size, gl.RGBA, gl.UNSIGNED_BYTE, pixels);
  return [...pixels];
};`;

const { path: executablePath, ...missing } = findChromium();
const why = 'reason' in missing ? ` (skipped: ${missing.reason})` : '';

describe.skipIf(executablePath === undefined)(`three.js in Chromium${why}`, () => {
  it('shows a texture within 8/255 of our own front view', { timeout: 120_000 }, async () => {
    const photograph = packed(
      Uint8Array.from({ length: 3 * SIZE * SIZE }, (_, i) => {
        const [row, column] = [Math.floor(i / 3 / SIZE), Math.floor(i / 3) % SIZE];
        return [column, 128 + 60 * Math.sin(row / 5), 255 - row][i % 3]!;
      }),
      [SIZE, SIZE, 3],
    );
    const scene = together([
      icosphere({ radius: 0.6, subdivisions: 5 }),
      icosphere({ radius: 0.2, subdivisions: 4, centre: [0.3, 0.2, 0.7] }),
    ]);
    const { mesh, texture } = textureAtlas(scene, photograph, grid);
    const file = Buffer.from(await encodeGlb(mesh, { texture })).toString('base64');
    const { outputFiles } = await build({
      stdin: { contents: PAGE, resolveDir: root },
      ...{ bundle: true, write: false, format: 'iife', logLevel: 'error' },
    });
    const flags = [
      ...FLAGS.filter((flag) => flag !== '--disable-gpu'),
      '--use-angle=swiftshader',
      '--enable-unsafe-swiftshader',
    ];
    const browser = await chromium.launch({ executablePath: executablePath!, args: flags });
    let shown: readonly number[];
    try {
      const page = await browser.newPage();
      await page.addScriptTag({ content: outputFiles[0]!.text });
      shown = (await page.evaluate(`show('${file}', ${SIZE})`)) as number[];
    } finally {
      await browser.close();
    }
    const own = frontView(mesh, texture);
    let [sum, count] = [0, 0];
    for (let row = 0; row < SIZE; row++) {
      for (let column = 0; column < SIZE; column++) {
        const at = 3 * (row * SIZE + column);
        if (own[at]! < 0) continue;
        // WebGL's rows begin at the bottom.
        for (let c = 0; c < 3; c++) sum += Math.abs(own[at + c]! - shown[4 * ((SIZE - 1 - row) * SIZE + column) + c]!);
        count += 3;
      }
    }
    expect(count).toBeGreaterThan(40_000);
    expect(sum / count).toBeLessThan(8);
  });
});

/** Renders the front view with `rasterize`: the texel at the centre of each pixel; −1 outside the body. */
function frontView(
  mesh: ReturnType<typeof textureAtlas>['mesh'],
  { data, shape }: ReturnType<typeof textureAtlas>['texture'],
): Float32Array {
  const { positions, indices, uvs } = mesh;
  const view = rasterize(mesh, { grid, rows: SIZE, columns: SIZE });
  const out = new Float32Array(3 * SIZE * SIZE).fill(-1);
  for (let at = 0; at < view.face.length; at++) {
    const face = view.face[at]!;
    if (face < 0) continue;
    const [x, y] = [view.x(at % SIZE), view.y(Math.floor(at / SIZE))];
    const [a, b, c] = [0, 1, 2].map((corner) => indices[3 * face + corner]!) as [number, number, number];
    const cross = (p: number, q: number): number =>
      (positions[3 * p]! - x) * (positions[3 * q + 1]! - y) - (positions[3 * q]! - x) * (positions[3 * p + 1]! - y);
    const weights = [cross(b, c), cross(c, a), cross(a, b)];
    const area = weights[0]! + weights[1]! + weights[2]!;
    const uv = (axis: number): number =>
      [a, b, c].reduce((sum, v, i) => sum + (weights[i]! / area) * uvs![2 * v + axis]!, 0);
    const texel = Math.floor(uv(1) * shape[0]!) * shape[1]! + Math.floor(uv(0) * shape[1]!);
    for (let i = 0; i < 3; i++) out[3 * at + i] = data[3 * texel + i]!;
  }
  return out;
}
