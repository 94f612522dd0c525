// Tests the reconstruction from a picture to a body, on the shipped sample.
import { decodeGlb, inspect } from '@vrn/mesh';
import type { Inputs } from '@vrn/model';
import { toViewFrame, VolumetricError } from '@vrn/voxel';
import { beforeAll, describe, expect, it } from 'vitest';
import { type Body, RECONSTRUCT_STEPS, reconstruct } from '../../src/index.js';
import { grey, type Rgb, readSample, tools } from '../pictures.js';

/** Compares typed arrays byte by byte, since `toEqual` is slow for large arrays. */
const isSame = (a: ArrayBufferView, b: ArrayBufferView): boolean =>
  Buffer.from(a.buffer, a.byteOffset, a.byteLength).equals(Buffer.from(b.buffer, b.byteOffset, b.byteLength));

let sample: Rgb;
let made: Awaited<ReturnType<typeof tools>>;
let body: Body;
const steps: string[] = [];

beforeAll(async () => {
  sample = await readSample();
  made = await tools();
  body = await reconstruct(sample, { ...made, onStep: (step) => steps.push(step) });
}, 120_000);

describe('reconstruct', () => {
  it('makes one closed, coloured body in the frame of the view', () => {
    const { closed, components, min, max } = inspect(body.mesh);
    expect({ closed, components }).toEqual({ closed: true, components: 1 });
    for (const axis of [0, 1, 2]) expect(Math.max(-min[axis]!, max[axis]!)).toBeLessThanOrEqual(1);
    expect(body.mesh.colors).toHaveLength(body.mesh.positions.length);
    expect(body.volume.shape).toEqual(body.grid.shape);
    expect(body.camera.viewToMesh).toEqual([1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1]);
  });

  it('reports facts without warnings', () => {
    const { facts } = body;
    expect(facts).toMatchObject({
      photo: { rows: 768, columns: 768 },
      people: { found: 1, others: [] },
      landmarks: 16,
      missing: { cutBy: [], landmarks: [] },
      warnings: [],
    });
    expect(facts.silhouetteIou).toBeGreaterThan(0.95);
    expect(facts.signs.networkSilhouetteIou).toBeGreaterThan(0.6);
    // The person covers four fifths of the crop's height.
    expect(facts.crop.side).toBeCloseTo(767, -1);
  });

  it('calls onStep for each step, in order', () => {
    expect([...new Set(steps)]).toEqual([...RECONSTRUCT_STEPS]);
  });

  it('stores the facts in the .glb', async () => {
    const bytes = await body.toGlb();
    expect(new TextDecoder().decode(bytes)).toContain('"silhouetteIou":');
    expect(isSame((await decodeGlb(bytes)).indices, body.mesh.indices)).toBe(true);
  });

  it('skips detection if landmarks and mask are given, and makes the same body', async () => {
    const { landmarks, mask, square } = body;
    const again = await reconstruct(sample, { network: made.network, landmarks, mask, square });
    expect(isSame(again.mesh.positions, body.mesh.positions)).toBe(true);
    expect(isSame(again.mesh.colors!, body.mesh.colors!)).toBe(true);
    expect(again.facts.people).toBeUndefined();
  });

  it('removes perspective from the mesh, and from nothing else', async () => {
    const { landmarks, mask, square } = body;
    const options = { network: made.network, landmarks, mask, square };
    const [flat, other] = [
      await reconstruct(sample, options),
      await reconstruct(sample, { ...options, fieldOfView: 60 }),
    ];
    // The square covers the picture but for a pixel.
    expect(other.camera.projection).toBe('perspective');
    expect(other.camera.fieldOfView).toBeCloseTo(60, 0);
    expect(isSame(other.volume.data, flat.volume.data)).toBe(true);
    expect(other.facts).toEqual(flat.facts);
    expect(isSame(other.mesh.positions, flat.mesh.positions)).toBe(false);
    const back = toViewFrame(other.mesh, { grid: other.grid, fov: other.camera.fieldOfView });
    const worst = back.positions.reduce((most, x, at) => Math.max(most, Math.abs(x - flat.mesh.positions[at]!)), 0);
    expect(worst).toBeLessThan(1e-6);
    expect(isSame(other.mesh.colors!, flat.mesh.colors!)).toBe(true);
    expect(flat.camera).toMatchObject({ projection: 'orthographic', fieldOfView: 0 });
    for (const fieldOfView of [-1, 120, Number.NaN]) {
      await expect(reconstruct(sample, { ...options, fieldOfView })).rejects.toThrow(/fieldOfView must be from 0/);
    }
  });

  it('passes depths of landmarks and the elevation on to the network', async () => {
    const { mask, square } = body;
    const landmarks = body.landmarks.map(([row, column, sure = 1], n) => [row, column, sure, n / 20] as const);
    const seen: Inputs[] = [];
    const predict = (inputs: Inputs) => {
      seen.push(inputs);
      return made.network.predict(inputs);
    };
    const network = { inputShape: made.network.inputShape, predict };
    await reconstruct(sample, { network, landmarks, mask, square, elevation: 12 });
    expect(seen.map(({ elevation }) => elevation)).toEqual([12]);
    expect(seen[0]!.landmarks!.map((each) => each[3])).toEqual(landmarks.map((each) => each[3]));
    await expect(reconstruct(sample, { network, landmarks, mask, elevation: 91 })).rejects.toThrow(
      /elevation must be −90..90 degrees, got 91/,
    );
  });

  it('stops before its next step when it is aborted, and throws the reason', async () => {
    const controller = new AbortController();
    const reason = new Error('enough');
    const begun: string[] = [];
    const onStep = (step: string) => {
      begun.push(step);
      if (step === 'predict') setTimeout(() => controller.abort(reason));
    };
    const { network } = made;
    const { landmarks, mask } = body;
    const options = { network, landmarks, mask, onStep, signal: controller.signal };
    await expect(reconstruct(sample, options)).rejects.toBe(reason);
    expect(begun).toEqual(['predict']);
    await expect(reconstruct(sample, { ...made, signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
  });

  it.each([
    ['a picture of nobody', () => reconstruct(grey(200, 160), made), 'no-person', /picture must show a person/],
    [
      'an unknown option',
      () => reconstruct(sample, { ...made, sqare: 1 } as never),
      'bad-argument',
      /did you mean 'square'/,
    ],
    [
      'no network',
      () => reconstruct(sample, { detectors: made.detectors } as never),
      'bad-argument',
      /network must have/,
    ],
    [
      'no detectors',
      () => reconstruct(sample, { network: made.network }),
      'bad-argument',
      /detectors must be the result of loadDetectors/,
    ],
    [
      'fifteen landmarks',
      () => reconstruct(sample, { ...made, landmarks: body.landmarks.slice(1) }),
      'bad-landmarks',
      /landmarks must be 16 points, got 15/,
    ],
    [
      'a square without a side',
      () => reconstruct(sample, { ...made, square: { left: 0, top: 0, side: 0 } }),
      'bad-argument',
      /square must be \{ left, top, side \}/,
    ],
  ])('refuses %s', async (_, call, code, message) => {
    const error = await call().catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(VolumetricError);
    expect(error).toMatchObject({ code, message: expect.stringMatching(message) });
  });
});
