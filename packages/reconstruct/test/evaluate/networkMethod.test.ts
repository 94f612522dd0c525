// Tests which inputs a network is scored on (true, changed or detected), and where its volumes are placed.
import { bodySource, sample } from '@vrn/bodies';
import { iou } from '@vrn/metrics';
import type { Inputs } from '@vrn/model';
import { emptyVolume, type Landmark, packed, toViewFrame, type View, voxelize } from '@vrn/voxel';
import { describe, expect, it } from 'vitest';
import { personMask } from '../../src/crop/mask.js';
import { type EvaluatedNetwork, networkMethod } from '../../src/evaluate/networkMethod.js';
import { isBody, PLACES, SIDE, sampleOf, volumeOf } from './samples.js';

const body = sampleOf(volumeOf((i, j) => (isBody(i, j) ? [28, 36] : undefined)));

const largest = ({ data }: View): number => Array.from(data).reduce((most, value) => Math.max(most, value), 0);

/** Creates a network that predicts a fixed volume and records its inputs in `seen`. */
function fixed(volume: View, frame: 'metric' | 'view' = 'metric'): EvaluatedNetwork & { seen: Inputs[] } {
  const seen: Inputs[] = [];
  const config = { inputs: ['landmarks', 'mask'], frame } as unknown as EvaluatedNetwork['config'];
  const predict = async (inputs: Inputs): Promise<View> => {
    seen.push(inputs);
    return volume;
  };
  return { config, inputShape: [SIDE, SIDE, 17], predict, seen };
}

const whole = { left: 0, top: 0, side: SIDE };
const landmarks = PLACES.map(([row, column]): Landmark => [row, column, 1]);

describe('networkMethod', () => {
  it('gives detected landmarks and masks to the network, and places its volume', async () => {
    const network = fixed(body.volume);
    const mask = personMask(Float32Array.from(body.mask.data), SIDE, whole);
    const method = networkMethod(network, { detect: () => ({ square: whole, landmarks, mask }) });
    expect(iou(await method.predict(body, 0), body.volume)).toBe(1);
    expect(network.seen[0]!.landmarks).toEqual(landmarks);
    expect(network.seen[0]!.mask!.data).toEqual(mask.data);
    // For the upper left quarter of the picture, the volume is half as large, at the upper left, and centred in depth.
    const small = networkMethod(network, { detect: () => ({ square: { ...whole, side: SIDE / 2 }, landmarks, mask }) });
    const placed = await small.predict(body, 0);
    const half = volumeOf((i, j) => (isBody(2 * i, 2 * j) ? [30, 34] : undefined));
    expect(iou(placed, half)).toBe(1);
  });

  it('predicts nothing where nobody is detected', async () => {
    const network = fixed(body.volume);
    const volume = await networkMethod(network, { detect: async () => undefined }).predict(body, 0);
    expect(largest(volume)).toBe(0);
    expect(network.seen).toEqual([]);
  });

  it('conditions on the detected mask, once per prediction', async () => {
    const network = fixed(emptyVolume([SIDE, SIDE, SIDE], 'float32'));
    const mask = personMask(new Float32Array(SIDE * SIDE), SIDE, whole);
    const detect = () => ({ square: whole, landmarks, mask });
    const methods = [networkMethod(network, { detect }), networkMethod(network, { detect, onMask: true })];
    for (const method of methods) await method.predict(body, 0);
    expect(network.seen).toHaveLength(1);
    const filled = fixed(body.volume);
    const emptied = await networkMethod(filled, { detect, onMask: true }).predict(body, 0);
    expect(largest(emptied)).toBe(0);
  });

  it('changes the inputs, and nothing that is scored', async () => {
    const network = fixed(body.volume);
    const mask = packed(new Float32Array(SIDE * SIDE), [SIDE, SIDE]);
    const change = (each: typeof body, number: number) => ({
      ...each,
      mask,
      landmarks: landmarks.map(([row, column]): Landmark => [row + number, column, 1]),
    });
    const volume = await networkMethod(network, { change }).predict(body, 2);
    expect(volume).toBe(body.volume);
    expect(network.seen[0]!.landmarks![0]).toEqual([PLACES[0][0] + 2, PLACES[0][1], 1]);
    expect(largest(network.seen[0]!.mask!)).toBe(0);
    expect(() => networkMethod(network, { change, detect: () => undefined })).toThrow('must have change or detect');
  });

  it('converts volumes in the frame of the view for metric samples with perspective', async () => {
    const made = sample(bodySource('capsules'), 5, {
      shape: [SIDE, SIDE, SIDE],
      image: false,
      camera: { perspective: [50, 50] },
    });
    const { grid, drawn } = made;
    const inView = voxelize(toViewFrame(made.mesh, { grid, fov: drawn.fov }), grid);
    const score = async (frame: 'metric' | 'view', of: typeof drawn): Promise<number> =>
      iou(await networkMethod(fixed(inView, frame)).predict({ ...made, drawn: of }, 0), made.volume);
    // Binary volumes lose some voxels of their surface when they are resampled.
    expect(await score('view', drawn)).toBeGreaterThan(0.9);
    expect(await score('metric', drawn)).toBeLessThan(0.85);
    // If the sample is in the frame of the view too, the volume is not converted.
    expect(await score('view', { ...drawn, frame: 'view' })).toBe(await score('metric', drawn));
  });
});
