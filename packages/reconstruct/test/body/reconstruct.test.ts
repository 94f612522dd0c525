// Tests the reconstruction from a picture to a body, on the shipped sample.
import { decodeGlb, inspect, rasterize } from '@vrn/mesh';
import type { Inputs } from '@vrn/model';
import { type TriangleMesh, toViewFrame, VolumetricError } from '@vrn/voxel';
import { beforeAll, describe, expect, it } from 'vitest';
import { type Body, FIELD_OF_VIEW_DEFAULT, RECONSTRUCT_STEPS, reconstruct } from '../../src/index.js';
import { grey, type Rgb, readSample, tools } from '../pictures.js';

/** Compares typed arrays byte by byte, since `toEqual` is slow for large arrays. */
const isSame = (a: ArrayBufferView, b: ArrayBufferView): boolean =>
  Buffer.from(a.buffer, a.byteOffset, a.byteLength).equals(Buffer.from(b.buffer, b.byteOffset, b.byteLength));

/** Returns the index of the texel that a face of the mesh shows at (x, y). */
function texelAt(
  { positions, indices, uvs }: TriangleMesh,
  { shape }: { readonly shape: readonly number[] },
  face: number,
  [x, y]: readonly number[],
): number {
  const corners = [0, 1, 2].map((corner) => indices[3 * face + corner]!);
  const [[ax, ay], [bx, by], [cx, cy]] = corners.map((v) => positions.subarray(3 * v, 3 * v + 2)) as unknown as [
    [number, number],
    [number, number],
    [number, number],
  ];
  const area = (bx - ax) * (cy - ay) - (cx - ax) * (by - ay);
  const u = ((bx - x!) * (cy - y!) - (cx - x!) * (by - y!)) / area;
  const v = ((cx - x!) * (ay - y!) - (ax - x!) * (cy - y!)) / area;
  const weights = [u, v, 1 - u - v];
  const at = (axis: number) => weights.reduce((sum, weight, i) => sum + weight * uvs![2 * corners[i]! + axis]!, 0);
  return Math.floor(at(1) * shape[0]!) * shape[1]! + Math.floor(at(0) * shape[1]!);
}

let sample: Rgb;
let made: Awaited<ReturnType<typeof tools>>;
let body: Body;
const steps: string[] = [];

beforeAll(async () => {
  sample = await readSample();
  made = await tools();
  // Without perspective, x and y of the mesh are coordinates in the square of the picture.
  body = await reconstruct(sample, { ...made, fieldOfView: 0, onStep: (step) => steps.push(step) });
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
    const { uvs, colors, indices } = await decodeGlb(bytes);
    expect(isSame(indices, body.textured.mesh.indices)).toBe(true);
    expect([uvs?.length, colors]).toEqual([(2 * body.textured.mesh.positions.length) / 3, undefined]);
  });

  it('stores colours at the vertices instead, on request', async () => {
    const { uvs, colors, indices } = await decodeGlb(await body.toGlb({ colours: 'vertices' }));
    expect(isSame(indices, body.mesh.indices)).toBe(true);
    expect([uvs, colors?.length]).toEqual([undefined, body.mesh.positions.length]);
    const refused = body.toGlb({ colours: 'none' as 'texture' });
    await expect(refused).rejects.toThrow(/colours must be 'texture' or 'vertices'/);
  });

  it("has the picture's pixels in its texture, within 8/255 over the body", () => {
    const { mesh, texture } = body.textured;
    expect(body.facts.textureSize).toBe(texture.shape[0]);
    expect(texture.shape[0]).toBeGreaterThanOrEqual(1024);
    const { face, rows, columns } = rasterize(mesh, { grid: body.grid, rows: 384, columns: 384 });
    const { left, top, side } = body.square;
    let [sum, count] = [0, 0];
    for (let at = 0; at < face.length; at++) {
      if (face[at]! < 0) continue;
      const [row, column] = [Math.floor(at / columns) + 0.5, (at % columns) + 0.5];
      const pixel = [top + (row * side) / rows, left + (column * side) / columns].map((n) => Math.floor(n));
      const own = texelAt(mesh, texture, face[at]!, [(2 * column) / columns - 1, 1 - (2 * row) / rows]);
      for (let c = 0; c < 3; c++) {
        sum += Math.abs(texture.data[3 * own + c]! - sample.data[3 * (pixel[0]! * sample.width + pixel[1]!) + c]!);
        count++;
      }
    }
    expect(count).toBeGreaterThan(30_000);
    expect(sum / count).toBeLessThan(8);
  });

  it('skips detection if landmarks and mask are given, and makes the same body', async () => {
    const { landmarks, mask, square } = body;
    const again = await reconstruct(sample, { network: made.network, landmarks, mask, square, fieldOfView: 0 });
    expect(isSame(again.mesh.positions, body.mesh.positions)).toBe(true);
    expect(isSame(again.mesh.colors!, body.mesh.colors!)).toBe(true);
    expect(again.facts.people).toBeUndefined();
  });

  it('removes perspective from the mesh, and from nothing else', async () => {
    const { landmarks, mask, square } = body;
    const options = { network: made.network, landmarks, mask, square };
    const [flat, other] = [
      await reconstruct(sample, { ...options, fieldOfView: 0 }),
      await reconstruct(sample, { ...options, fieldOfView: 60 }),
    ];
    // The square is about as long as the picture, so that their angles of view agree.
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
    for (const fieldOfView of [-1, 180, Number.NaN]) {
      await expect(reconstruct(sample, { ...options, fieldOfView })).rejects.toThrow(/fieldOfView must be from 0/);
    }
  });

  it('obeys the frame that the network states', async () => {
    const { landmarks, mask, square } = body;
    const { inputShape } = made.network;
    const predict = (inputs: Inputs) => made.network.predict(inputs);
    const of = async (frame: 'metric' | 'view', fieldOfView?: number) => {
      const network = { inputShape, predict, config: { frame } };
      const shown = await reconstruct(sample, {
        ...{ network, landmarks, mask, square },
        ...(fieldOfView !== undefined && { fieldOfView }),
      });
      return shown.camera;
    };
    expect(await of('metric')).toMatchObject({ projection: 'orthographic', fieldOfView: 0 });
    const { projection, fieldOfView } = await of('view');
    expect(projection).toBe('perspective');
    // The square is about as long as the picture, so that their angles of view agree.
    expect(fieldOfView).toBeCloseTo(FIELD_OF_VIEW_DEFAULT, 0);
    expect(await of('view', 0)).toMatchObject({ projection: 'orthographic', fieldOfView: 0 });
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
    // NaN stands for an unknown elevation.
    await reconstruct(sample, { network, landmarks, mask, square, elevation: Number.NaN });
    expect(seen.map(({ elevation }) => elevation)).toEqual([12, Number.NaN]);
    expect(seen[0]!.landmarks!.map((each) => each[3])).toEqual(landmarks.map((each) => each[3]));
    await expect(reconstruct(sample, { network, landmarks, mask, elevation: 91 })).rejects.toThrow(
      /elevation must be −90..90 degrees, undefined or NaN, got 91/,
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
      'an infinite depth',
      () => {
        const landmarks = body.landmarks.map(([row, column], n) => [row, column, 1, n === 2 ? 1 / 0 : 0] as const);
        return reconstruct(sample, { ...made, landmarks });
      },
      'bad-landmarks',
      /landmarks must be .* of finite numbers, got \[.*,1,Infinity\] at 2/,
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
