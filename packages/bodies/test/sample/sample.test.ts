// Tests people from seeds: reproducibility, closed bodies, alignment, and limits of angles.
import { inspect, signedVolume } from '@vrn/mesh';
import { silhouetteIou } from '@vrn/metrics';
import { fitGrid, LANDMARK_FLIP_PAIRS, LANDMARK_NAMES, random } from '@vrn/voxel';
import { describe, expect, it } from 'vitest';
import { bodySource } from '../../src/bodySource.js';
import { bodyPose, HABITS, LIMITS } from '../../src/capsules/bodyPose.js';
import { bodyShape } from '../../src/capsules/bodyShape.js';
import { landmarkPositions, skeleton } from '../../src/capsules/skeleton.js';
import { corruptInputs } from '../../src/corrupt/corruptInputs.js';
import { type BodySample, PERSON_SHARE, sample } from '../../src/sample/sample.js';

const source = bodySource('capsules');
const small = { shape: [48, 48, 48], image: false } as const;
const PEOPLE = Array.from({ length: 24 }, (_, seed) => seed);

/** Returns the 32-bit FNV-1a hash of the bytes of an array. */
function hash(data: ArrayBufferView): number {
  let h = 0x811c9dc5;
  for (const byte of new Uint8Array(data.buffer, data.byteOffset, data.byteLength))
    h = Math.imul(h ^ byte, 0x01000193) >>> 0;
  return h;
}

describe('sample', () => {
  it('gives equal samples for equal seeds, and other people for other seeds', () => {
    const options = { shape: [32, 32, 32] } as const;
    const of = ({ image, mask, volume, landmarks }: BodySample) => [
      hash(image.data),
      hash(mask.data),
      hash(volume.data),
      landmarks,
    ];
    expect(of(sample(source, 5, options))).toEqual(of(sample(source, 5, options)));
    expect(of(sample(source, 5, options))).not.toEqual(of(sample(source, 6, options)));
  });

  it.each(PEOPLE)('person %i is one closed body of human size', (seed) => {
    const { mesh } = sample(source, seed, small);
    const { closed, components, volume, degenerateFaces } = inspect(mesh);
    expect({ closed, components, degenerateFaces }).toEqual({ closed: true, components: 1, degenerateFaces: 0 });
    expect(volume).toBeGreaterThan(0.025);
    expect(volume).toBeLessThan(0.35);
  });

  it.each(PEOPLE.slice(0, 8))('person %i: volume, mask and landmarks are aligned', (seed) => {
    const { volume, mask, landmarks, mesh, grid } = sample(source, seed, small);
    // They differ at the outline: the mask has the pixels that are at least half covered, the volume those whose centre
    // is covered.
    expect(silhouetteIou(volume, mask)).toBeGreaterThan(0.86);
    const voxel = (grid.max[0] - grid.min[0]) / 48;
    const filled = volume.data.reduce((sum, value) => sum + value, 0) * voxel ** 3;
    expect(filled / signedVolume(mesh)).toBeGreaterThan(0.9);
    expect(filled / signedVolume(mesh)).toBeLessThan(1.1);
    expect(landmarks).toHaveLength(LANDMARK_NAMES.length);
    const covered = landmarks.filter(([row, column]) => mask.get(Math.round(row), Math.round(column)) > 0);
    expect(covered.length).toBeGreaterThanOrEqual(14);
  });

  it('shows the person like a square crop: at four fifths of the side, centred, with z at the mean', () => {
    const { mesh, grid } = sample(source, 3, { ...small, scale: [1, 1] });
    const { min, max } = inspect(mesh);
    const side = grid.max[0] - grid.min[0];
    expect(Math.max(max[0] - min[0], max[1] - min[1]) / side).toBeCloseTo(PERSON_SHARE, 6);
    expect((min[0] + max[0]) / 2).toBeCloseTo((grid.min[0] + grid.max[0]) / 2, 6);
    const fitted = fitGrid(mesh, { shape: [1, 1, 1] });
    expect(grid.min[2] + grid.max[2]).toBeCloseTo(fitted.min[2] + fitted.max[2], 6);
  });

  it('accepts grids that are not cubes, and images finer than the volume', () => {
    const { image, mask, volume, grid, landmarks } = sample(source, 4, { shape: [64, 32, 24], imageScale: 2 });
    expect([image.shape, mask.shape, volume.shape]).toEqual([
      [128, 64, 3],
      [128, 64],
      [64, 32, 24],
    ]);
    expect((grid.max[1] - grid.min[1]) / (grid.max[0] - grid.min[0])).toBeCloseTo(2, 9);
    expect(Math.max(...landmarks.map(([row]) => row))).toBeGreaterThan(64);
    const outline = Float32Array.from({ length: 64 * 32 }, (_, at) => mask.get(2 * Math.floor(at / 32), 2 * (at % 32)));
    expect(outline.some((value) => value === 1)).toBe(true);
    expect(image.data.every((value) => value >= 0 && value <= 1)).toBe(true);
  });

  it('gives landmarks their depths: grid sides behind the pelvis, whatever the camera and the number of slices', () => {
    const plain = source.body(random(6).fork(1), { detail: 0.05, colours: false });
    for (const shape of [
      [32, 32, 32],
      [32, 24, 64],
    ] as const) {
      for (const perspective of ['orthographic', [60, 60]] as const) {
        const still = { perspective, roll: [0, 0], pitch: [0, 0] } as const;
        const front = sample(source, 6, { ...small, shape, camera: { ...still, turn: [0, 0] } });
        const back = sample(source, 6, { ...small, shape, camera: { ...still, turn: [180, 180] } });
        const side = sample(source, 6, { ...small, shape, camera: { ...still, turn: [90, 90] } });
        for (const [n, [x, , z]] of plain.landmarks.entries()) {
          const [px, , pz] = plain.landmarks[6]!;
          const height = ({ grid }: BodySample) => grid.max[1] - grid.min[1];
          expect(front.landmarks[n]![3]).toBeCloseTo((pz - z) / height(front), 9);
          expect(back.landmarks[n]![3]).toBeCloseTo((z - pz) / height(back), 9);
          // A turn by 90° moves +x away from the camera.
          expect(side.landmarks[n]![3]).toBeCloseTo((x - px) / height(side), 9);
        }
      }
    }
    expect(sample(source, 6, small).landmarks[6]![3]).toBe(0);
  });

  it('tells the elevation of the camera, which sees the head nearer than the hips if it looks down', () => {
    for (const pitch of [-25, 0, 40]) {
      const camera = { pitch: [pitch, pitch], turn: [30, 30], roll: [5, 5] } as const;
      const upright = sample(source, 6, small);
      const { elevation, landmarks, drawn } = sample(source, 6, { ...small, camera });
      expect(elevation).toBe(pitch);
      expect(drawn.pitch).toBe(pitch);
      if (pitch !== 0) expect(Math.sign(upright.landmarks[9]![3]! - landmarks[9]![3]!)).toBe(Math.sign(pitch));
    }
  });

  it('has depths that agree with the nearest surface', () => {
    for (const seed of PEOPLE.slice(0, 6)) {
      const { landmarks, depth, visible, grid } = sample(source, seed, { ...small, outputs: { depth: true } });
      const [pelvis] = [depth!.get(Math.round(landmarks[6]![0]), Math.round(landmarks[6]![1]))];
      if (!visible[6]) continue;
      for (const [n, [row, column, , away]] of landmarks.entries()) {
        if (!visible[n]) continue;
        const behind = (depth!.get(Math.round(row), Math.round(column)) - pelvis) / grid.shape[0];
        expect(Math.abs(behind - away!)).toBeLessThan(0.1);
      }
    }
  });

  it('shows the person facing the camera, with the right hand on the left of the image', () => {
    const facing = PEOPLE.filter((seed) => {
      const { landmarks } = sample(source, seed, small);
      return landmarks[12]![1] < landmarks[13]![1];
    });
    expect(facing.length).toBeGreaterThan(20);
    const upright = PEOPLE.filter((seed) => {
      const { landmarks } = sample(source, seed, small);
      return landmarks[9]![0] < landmarks[6]![0];
    });
    expect(upright).toHaveLength(PEOPLE.length);
  });

  it.each([
    ['a seed', () => sample(source, 0.5), /seed/],
    ['a scale', () => sample(source, 0, { scale: [1, 2] }), /scale/],
    ['a shape', () => sample(source, 0, { shape: [0, 1, 1] }), /shape/],
    ['an image scale', () => sample(source, 0, { imageScale: 0.5 }), /imageScale/],
    ['a source', () => bodySource('robots' as 'capsules'), /bodySource/],
  ])('rejects an invalid argument: %s', (_, call, message) => {
    expect(call).toThrow(message);
  });
});

describe('poses', () => {
  it('keep every joint within its limits, and probabilities of habits sum to one', () => {
    expect(Object.values(HABITS).reduce((sum, { share }) => sum + share, 0)).toBeCloseTo(1, 12);
    for (let seed = 0; seed < 300; seed++) {
      const pose = bodyPose(random(seed));
      for (const [limb, limits] of [
        [pose.rightArm, LIMITS.arm],
        [pose.leftArm, LIMITS.arm],
        [pose.rightLeg, LIMITS.leg],
        [pose.leftLeg, LIMITS.leg],
      ] as const) {
        for (const [angle, [low, high]] of Object.entries(limits)) {
          const value = limb[angle as keyof typeof limb];
          expect(value).toBeGreaterThanOrEqual(low);
          expect(value).toBeLessThanOrEqual(high);
        }
      }
    }
  });

  it('bend joints and keep the lengths of bones', () => {
    for (let seed = 0; seed < 20; seed++) {
      const shape = bodyShape(random(seed));
      const joints = landmarkPositions(skeleton(shape, bodyPose(random(seed + 100))));
      const apart = (a: number, b: number) =>
        Math.hypot(...[0, 1, 2].map((axis) => joints[a]![axis]! - joints[b]![axis]!));
      expect(apart(0, 1)).toBeCloseTo(shape.shin, 9);
      expect(apart(1, 2)).toBeCloseTo(shape.thigh, 9);
      expect(apart(10, 11)).toBeCloseTo(shape.forearm, 9);
      expect(apart(11, 12)).toBeCloseTo(shape.upperArm, 9);
      expect(apart(9, 8)).toBeCloseTo(shape.head, 9);
    }
  });
});

describe('corruptInputs', () => {
  const person = sample(source, 2, small);
  it('corrupts detected inputs by its seed, and keeps everything else', () => {
    const corrupted = corruptInputs(person, random(1));
    expect(corrupted.volume).toBe(person.volume);
    expect(corrupted.mask.data).not.toEqual(person.mask.data);
    expect(corruptInputs(person, random(1))).toEqual(corrupted);
    expect(corrupted.mask.data.every((value) => value >= 0 && value <= 1)).toBe(true);
  });

  it('moves landmarks slightly, drops some, and rarely swaps sides', () => {
    let [lost, swapped, far, total] = [0, 0, 0, 0];
    for (let seed = 0; seed < 200; seed++) {
      const { landmarks } = corruptInputs(person, random(seed));
      lost += landmarks.filter(([, , confidence]) => confidence === 0).length;
      for (const [a, b] of LANDMARK_FLIP_PAIRS) {
        const near = (i: number, j: number) =>
          Math.hypot(landmarks[i]![0] - person.landmarks[j]![0], landmarks[i]![1] - person.landmarks[j]![1]) < 3;
        if (!near(a, a) && near(a, b)) swapped++;
      }
      far += Math.hypot(landmarks[6]![0] - person.landmarks[6]![0], landmarks[6]![1] - person.landmarks[6]![1]);
      total += 16;
    }
    expect(lost / total).toBeGreaterThan(0.02);
    expect(lost / total).toBeLessThan(0.1);
    expect(swapped).toBeGreaterThan(0);
    expect(far / 200).toBeLessThan(0.02 * 48);
  });
});
