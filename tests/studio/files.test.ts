// Tests the files that Studio saves: meshes, prints, volume, picture and video. Node must compute the same mesh and
// volume.
import { createRequire } from 'node:module';
import '@tensorflow/tfjs-backend-wasm';
import { setBackend } from '@tensorflow/tfjs-core';
import { readModel } from '@vrn/detectors';
import { decodeGlb, decodeObj, decodePly, decodeStl, inspect, weld } from '@vrn/mesh';
import { chamfer } from '@vrn/metrics';
import { loadVRN } from '@vrn/model';
import { loadPretrained } from '@vrn/pretrained';
import { type Body, loadDetectors, measure, reconstruct } from '@vrn/reconstruct';
import { decodeNpy, type TriangleMesh } from '@vrn/voxel';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { isMissing, openStudio, PATIENCE, SAMPLE, type Studio, why } from '../fixtures/studio/openStudio.js';
import { read3mf } from '../fixtures/studio/read3mf.js';

const { validateBytes } = createRequire(import.meta.url)('gltf-validator') as {
  validateBytes(bytes: Uint8Array): Promise<{ readonly issues: { readonly numErrors: number } }>;
};

/** Maximum difference of a coordinate between the page and Node, in metres; both compute on wasm. */
const MAX_GAP = 1e-3;

/** Assumed height of the body in metres, and initial height of the print in millimetres. */
const HEIGHT = 1.7;
const PRINT_HEIGHT = 100;

/** Returns the corners of all triangles, three coordinates each. */
const corners = ({ positions, indices }: TriangleMesh): Float32Array =>
  Float32Array.from({ length: 3 * indices.length }, (_, at) => positions[3 * indices[Math.floor(at / 3)]! + (at % 3)]!);

/** Returns the maximum absolute difference between the elements of two arrays, which must have the same length. */
function gapOf(a: Float32Array, b: Float32Array): number {
  expect(a.length).toBe(b.length);
  return a.reduce((most, value, at) => Math.max(most, Math.abs(value - b[at]!)), 0);
}

describe.skipIf(isMissing)(`the files of Studio in Chromium${why}`, () => {
  let studio: Studio;
  const files = new Map<string, Uint8Array>();
  let glb: TriangleMesh;

  beforeAll(async () => {
    studio = await openStudio();
    await studio.makeSample();
    for (const format of ['glb', 'obj', 'ply', 'npy', 'stl', '3mf']) {
      const { name, bytes } = await studio.saved(`[data-format="${format}"]`);
      expect(name).toBe(`sample.${format}`);
      files.set(format, bytes);
    }
    glb = await decodeGlb(files.get('glb')!);
  }, PATIENCE);

  afterAll(() => studio?.close());

  it('.glb: valid, in metres, on the ground', async () => {
    expect((await validateBytes(files.get('glb')!)).issues.numErrors).toBe(0);
    const { min, max } = inspect(glb);
    expect(max[1] - min[1]).toBeCloseTo(HEIGHT, 3);
    expect(min[1]).toBeCloseTo(0, 5);
    expect(inspect(weld(glb)).closed).toBe(true);
  });

  it.each(['obj', 'ply'])('.%s: closed, with the triangles of .glb', (format) => {
    const bytes = files.get(format)!;
    const mesh = format === 'obj' ? decodeObj(new TextDecoder().decode(bytes)) : decodePly(bytes);
    expect(inspect(mesh).closed).toBe(true);
    // In metres.
    expect(gapOf(corners(mesh), corners(glb))).toBeLessThan(1e-5);
  });

  it('.stl and .3mf: the same closed print in millimetres, z up, the shape of the body', async () => {
    const stl = decodeStl(files.get('stl')!);
    const threeMf = read3mf(files.get('3mf')!);
    expect(inspect(threeMf).closed).toBe(true);
    expect(inspect(stl).closed).toBe(true);
    expect(gapOf(corners(stl), corners(threeMf))).toBe(0);
    const { min, max } = inspect(threeMf);
    expect(max[2] - min[2]).toBeCloseTo(PRINT_HEIGHT, 0);
    // Back to metres, y up.
    const scale = HEIGHT / PRINT_HEIGHT;
    const { positions: p } = threeMf;
    const back = p.map((_, at) => scale * (at % 3 === 0 ? p[at]! : at % 3 === 1 ? p[at + 1]! : -p[at - 1]!));
    // Thicker walls and flat feet move the surface by less than half a centimetre on average.
    expect(chamfer({ positions: back, indices: threeMf.indices }, glb)).toBeLessThan(0.005);
    expect(await studio.page.textContent('.print-report')).toContain('Closed');
  });

  it('.png: what the viewer shows', { timeout: PATIENCE }, async () => {
    const { name, bytes } = await studio.saved('button:text-is(".png")');
    expect(name).toBe('sample.png');
    const { data, info } = await sharp(bytes).ensureAlpha().raw().toBuffer({ resolveWithObject: true });
    const canvas = await studio.page.evaluate(() => {
      const { width, height } = document.querySelector<HTMLCanvasElement>('#viewer canvas')!;
      return { width, height };
    });
    expect(info).toMatchObject(canvas);
    const opaque = data.filter((value, at) => at % 4 === 3 && value === 255).length / (info.width * info.height);
    // The body fills most of the height, with empty space around it.
    expect(opaque).toBeGreaterThan(0.05);
    expect(opaque).toBeLessThan(0.6);
  });

  it('.webm: a video of one turn, which plays', { timeout: PATIENCE }, async () => {
    const { name, bytes } = await studio.saved('button:text-is(".webm")');
    expect(name).toBe('sample.webm');
    // The first four bytes of every Matroska or WebM file.
    expect([...bytes.subarray(0, 4)]).toEqual([0x1a, 0x45, 0xdf, 0xa3]);
    const played = await studio.page.evaluate(async (base64) => {
      const data = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
      const video = document.createElement('video');
      video.muted = true;
      video.src = URL.createObjectURL(new Blob([data], { type: 'video/webm' }));
      await video.play();
      await new Promise((resolve, reject) => {
        video.onended = resolve;
        video.onerror = () => reject(new Error(video.error?.message));
      });
      const { totalVideoFrames } = video.getVideoPlaybackQuality();
      return { frames: totalVideoFrames, seconds: video.currentTime, width: video.videoWidth };
    }, Buffer.from(bytes).toString('base64'));
    // The video is recorded in real time, so a busy machine records fewer frames.
    expect(played.frames).toBeGreaterThan(2);
    expect(played.seconds).toBeGreaterThan(1);
    expect(played.width).toBeGreaterThan(100);
  });

  describe('in Node on wasm', () => {
    let body: Body;

    beforeAll(async () => {
      await setBackend('wasm');
      const { data, info } = await sharp(SAMPLE).removeAlpha().raw().toBuffer({ resolveWithObject: true });
      const picture = { data: new Uint8Array(data), width: info.width, height: info.height };
      const [detectors, { weights }] = await Promise.all([loadDetectors(readModel), loadPretrained()]);
      const network = loadVRN(weights);
      body = await reconstruct(picture, { detectors, network });
      detectors.dispose();
      network.dispose();
    }, PATIENCE);

    it(`the same picture gives the same mesh, within ${MAX_GAP} m`, () => {
      const { scale } = measure(body);
      const { min, max } = inspect(body.mesh);
      const origin = [(min[0] + max[0]) / 2, min[1], (min[2] + max[2]) / 2];
      const { mesh } = body.textured;
      const positions = mesh.positions.map((value, at) => scale * (value - origin[at % 3]!));
      expect(glb.indices).toEqual(mesh.indices);
      expect(gapOf(positions, glb.positions)).toBeLessThan(MAX_GAP);
    });

    it('the same picture gives the same volume, within 0.001', () => {
      const volume = decodeNpy(files.get('npy')!);
      expect(volume.shape).toEqual(body.volume.shape);
      expect(gapOf(volume.data as Float32Array, body.volume.data)).toBeLessThan(1e-3);
    });
  });

  it('break no rule of the policy', () => {
    expect(studio.wrong).toEqual([]);
  });
});
