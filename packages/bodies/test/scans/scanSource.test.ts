// Tests scans as people: rotation, filling, splits, and messages about invalid scans.
import { inspect } from '@vrn/mesh';
import { cube, icosphere, together } from '@vrn/test-utils';
import { random, type TriangleMesh } from '@vrn/voxel';
import { describe, expect, it } from 'vitest';
import type { BodyOptions, Split } from '../../src/person/person.js';
import { sample } from '../../src/sample/sample.js';
import { type Scan, scanSource } from '../../src/scans/scanSource.js';

/** Two cubes, one above the other, and a ball in front of the upper one; away from the origin, in millimetres. */
const mesh = together([
  cube({ side: 300, centre: [1000, 150, 0] }),
  cube({ side: 300, centre: [1000, 600, 0] }),
  icosphere({ radius: 50, subdivisions: 2, centre: [1000, 600, 300] }),
]);
const still = { yaw: [0, 0], pitch: [0, 0], roll: [0, 0] } as const;
const options: BodyOptions = { detail: 0.01, colours: true };
const lidless = (closed: TriangleMesh): TriangleMesh => ({ ...closed, indices: closed.indices.slice(6) });
const scans = (count: number): Scan[] => Array.from({ length: count }, (_, n) => ({ name: `p${n}`, mesh }));
const drawn = (source: ReturnType<typeof scanSource>, split?: Split) =>
  new Set(
    Array.from({ length: 60 }, (_, seed) => {
      const body = source.body(random(seed), { detail: 1, colours: false, ...(split && { split }) });
      return body.provenance!.person;
    }),
  );

describe('scanSource', () => {
  it('places a scan at the origin with the given height, and keeps its shape', () => {
    const { mesh: body } = scanSource([{ name: 'a', mesh }], { ...still, height: 1.8 }).body(random(1), options);
    const { min, max, volume } = inspect(body);
    expect(max[1]! - min[1]!).toBeCloseTo(1.8, 5);
    expect((min[0]! + max[0]!) / 2).toBeCloseTo(0, 5);
    expect(volume / inspect(mesh).volume).toBeCloseTo((1.8 / 750) ** 3, 8);
    const kept = scanSource([{ name: 'a', mesh }], { ...still, height: 'keep' }).body(random(1), options);
    expect(inspect(kept.mesh).volume).toBeCloseTo(inspect(mesh).volume, -3);
  });

  it('rotates other axes up and to the front', () => {
    // This mesh faces +x, and +z is up.
    const lying = { ...mesh, positions: mesh.positions.map((_, i, all) => all[i - (i % 3) + ((i + 2) % 3)]!) };
    const body = scanSource([{ name: 'a', mesh: lying }], { ...still, up: 'z', front: 'x' }).body(random(1), options);
    const straight = scanSource([{ name: 'a', mesh }], still).body(random(1), options);
    expect([...body.mesh.positions].map((n) => Math.round(1e4 * n))).toEqual(
      [...straight.mesh.positions].map((n) => Math.round(1e4 * n)),
    );
  });

  it('tells the elevation at which the camera sees a scan, with the pitch of the sample', () => {
    const source = scanSource([{ name: 'a', mesh }], { yaw: [-90, 90], pitch: [12, 12], roll: [5, 5] });
    const view = { shape: [16, 16, 16], image: false } as const;
    expect(sample(source, 3, view).elevation).toBeCloseTo(12, 9);
    expect(sample(source, 3, { ...view, camera: { turn: [180, 180] } }).elevation).toBeCloseTo(-12, 9);
    const upright = scanSource([{ name: 'a', mesh }], { ...still, yaw: [30, 30] });
    expect(sample(upright, 3, { ...view, camera: { pitch: [20, 20] } }).elevation).toBeCloseTo(20, 9);
  });

  it('gives equal bodies for equal seeds, and other sides for others', () => {
    const source = scanSource([{ name: 'a', mesh }]);
    expect(source.body(random(3), options)).toEqual(source.body(random(3), options));
    expect(source.body(random(3), options).mesh).not.toEqual(source.body(random(4), options).mesh);
    expect(inspect(source.body(random(3), options).mesh).closed).toBe(true);
  });

  it('fills closed scans by rule nonzero and open ones by winding, with two-sided surfaces', () => {
    const open = scanSource([{ name: 'open', mesh: lidless(cube({ side: 1 })) }]).body(random(1), options);
    expect(open.rule).toBe('winding');
    expect(open.surfaces!.every(({ twoSided }) => twoSided === true)).toBe(true);
    const closed = scanSource([{ name: 'closed', mesh }]).body(random(1), options);
    expect(closed.rule).toBe('nonzero');
    expect(closed.surfaces!.some(({ twoSided }) => twoSided)).toBe(false);
  });

  it('rotates landmarks with the scan, and reports if there are none', () => {
    const landmarks = Array.from({ length: 16 }, () => [1000, 750, 0] as const);
    const known = scanSource([{ name: 'a', mesh, landmarks }], still).body(random(1), options);
    expect(known.hasLandmarks).toBe(true);
    expect(known.landmarks[4]![1]).toBeCloseTo(0.85, 5);
    const unknown = scanSource([{ name: 'a', mesh }]).body(random(1), options);
    expect([unknown.hasLandmarks, unknown.landmarks.length]).toEqual([false, 16]);
  });

  it('colours scans without colours uniformly, and keeps textures and colours', () => {
    const [grey] = scanSource([{ name: 'a', mesh }]).body(random(1), options).surfaces!;
    expect(new Set(grey!.mesh.colors).size).toBe(3);
    const colors = new Float32Array(mesh.positions.length).fill(0.25);
    const [own] = scanSource([{ name: 'a', mesh: { ...mesh, colors } }]).body(random(1), options).surfaces!;
    expect(own!.mesh.colors).toEqual(colors);
    expect(scanSource([{ name: 'a', mesh }]).body(random(1), { ...options, colours: false }).surfaces).toBeUndefined();
  });

  it('assigns every person to one split, by the shares', () => {
    const source = scanSource(scans(10), { shares: { train: 0.8, validation: 0.1, test: 0.1 }, seed: 5 });
    const [train, validation, test] = [drawn(source, 'train'), drawn(source, 'validation'), drawn(source, 'test')];
    expect([train.size, validation.size, test.size]).toEqual([8, 1, 1]);
    expect(new Set([...train, ...validation, ...test]).size).toBe(10);
    expect(drawn(source).size).toBe(10);
    const few = scanSource(scans(3), { shares: { train: 0.98, validation: 0.01, test: 0.01 } });
    expect([drawn(few, 'train').size, drawn(few, 'test').size]).toEqual([1, 1]);
    const paper = scanSource(scans(40), { shares: { train: 36, test: 4 } });
    expect(drawn(paper, 'test').size).toBe(4);
  });

  it('does not depend on the order of scans', () => {
    const shares = { train: 0.5, test: 0.5 };
    const one = scanSource(scans(6), { shares });
    const other = scanSource(scans(6).toReversed(), { shares });
    expect(drawn(one, 'test')).toEqual(drawn(other, 'test'));
  });

  const empty = { positions: mesh.positions, indices: new Uint32Array(0) };
  const flat = { positions: Float32Array.of(0, 0, 0, 1, 0, 0, 0, 0, 1), indices: Uint32Array.of(0, 1, 2) };
  it.each<[string, () => unknown, RegExp]>([
    ['no scans', () => scanSource([]), /scans must be at least one/],
    ['duplicate names', () => scanSource([...scans(1), ...scans(1)]), /different names/],
    [
      'a mesh without faces',
      () => scanSource([{ name: 'ann.ply', mesh: empty }]),
      /ann\.ply: scanSource: mesh must have faces, got none/,
    ],
    ['a flat mesh', () => scanSource([{ name: 'flat', mesh: flat }]).body(random(1), options), /flat: .* some height/],
    ['landmarks', () => scanSource([{ name: 'a', mesh, landmarks: [[0, 0, 0]] }]), /a: .*16 finite/],
    ['axes', () => scanSource(scans(1), { up: 'z', front: '-z' }), /up and front/],
    ['a height', () => scanSource(scans(1), { height: 0 }), /height/],
    ['angles', () => scanSource(scans(1), { yaw: [10, -10] }), /yaw/],
    [
      'shares of too few',
      () => scanSource(scans(1), { shares: { train: 0.5, test: 0.5 } }),
      /at least one for each split/,
    ],
    [
      'a split without a share',
      () => scanSource(scans(2), { shares: { train: 1 } }).body(random(1), { ...options, split: 'test' }),
      /'test'/,
    ],
  ])('rejects %s', (_, call, message) => {
    expect(call).toThrow(message);
  });
});
