// Tests measures of a figure of cylinders, whose girths and lengths are known.
import { bodyMesh, cube, type Solid } from '@vrn/test-utils';
import type { Triple } from '@vrn/voxel';
import { describe, expect, it } from 'vitest';
import { measure } from '../../src/index.js';

/** Creates a closed prism of 64 sides around the line between two points. */
function cylinder(from: Triple, to: Triple, radius: number): Solid {
  const sides = 64;
  const way = to.map((value, axis) => value - from[axis]!);
  const length = Math.hypot(...way);
  const [x, y, z] = way.map((value) => value / length) as [number, number, number];
  const u = Math.abs(y) < 0.9 ? [z, 0, -x] : [0, -z, y];
  const size = Math.hypot(...u);
  const v = [(y * u[2]! - z * u[1]!) / size, (z * u[0]! - x * u[2]!) / size, (x * u[1]! - y * u[0]!) / size];
  const positions: number[] = [];
  for (const centre of [from, to]) {
    for (let n = 0; n < sides; n++) {
      const [a, b] = [radius * Math.cos((2 * Math.PI * n) / sides), radius * Math.sin((2 * Math.PI * n) / sides)];
      for (let axis = 0; axis < 3; axis++) positions.push(centre[axis]! + (a * u[axis]!) / size + b * v[axis]!);
    }
  }
  positions.push(...from, ...to);
  const indices: number[] = [];
  for (let n = 0; n < sides; n++) {
    const m = (n + 1) % sides;
    indices.push(n, m, sides + m, n, sides + m, sides + n, 2 * sides, m, n, 2 * sides + 1, sides + n, sides + m);
  }
  const volume = (sides / 2) * Math.sin((2 * Math.PI) / sides) * radius ** 2 * length;
  return { positions: Float32Array.from(positions), indices: Uint32Array.from(indices), volume, area: 0, euler: 2 };
}

/** Joints in MPII's order of a figure of height 1.8, arms apart. */
const JOINTS: readonly Triple[] = [
  [-0.12, 0.1, 0], [-0.12, 0.5, 0], [-0.12, 0.9, 0], [0.12, 0.9, 0], [0.12, 0.5, 0], [0.12, 0.1, 0],
  [0, 0.9, 0], [0, 1.4, 0], [0, 1.5, 0], [0, 1.8, 0],
  [-0.72, 1.05, 0.1], [-0.52, 1.2, 0], [-0.25, 1.4, 0], [0.25, 1.4, 0], [0.52, 1.2, 0], [0.72, 1.05, 0.1],
]; // biome-ignore format: one line a limb

/** Girth of a prism of 64 sides whose corners are at the given distance from its axis. */
const girth = (radius: number): number => 2 * 64 * Math.sin(Math.PI / 64) * radius;

describe('measure', () => {
  it('takes the girths of a cylinder, scaled to the height', () => {
    const trunk = cylinder([0, 0, 0], [0, 1.8, 0], 0.15);
    const { girths, litres, height, heightAssumed, scale } = measure(trunk, { joints: JOINTS, height: 0.9 });
    expect([height, heightAssumed]).toEqual([0.9, false]);
    expect(scale).toBeCloseTo(0.5, 6);
    for (const name of ['neck', 'chest', 'waist', 'hip']) {
      const taken = girths.find((each) => each.name === name)!;
      expect(taken.metres, name).toBeCloseTo(girth(0.15) / 2, 4);
      for (const [x, y, z] of taken.outline) {
        expect(Math.hypot(x, z)).toBeLessThanOrEqual(0.1501);
        expect(y).toBeCloseTo(taken.plane.point[1], 5);
      }
    }
    expect(litres).toBeCloseTo((1000 * trunk.volume) / 8, 2);
  });

  it('takes limbs across their bones, oblique ones too', () => {
    const arm = cylinder([-0.2, 1.8 - 1.8, 0.1], [-0.6, 1.8, 0.5], 0.05);
    const from: Triple = [-0.3, 0.45, 0.2];
    const to: Triple = [-0.5, 1.35, 0.4];
    const joints = JOINTS.map((joint, n) => (n === 12 ? from : n === 11 ? to : joint));
    const { girths, lengths, scale } = measure(arm, { joints });
    const taken = girths.find(({ name, side }) => name === 'upper arm' && side === 'right')!;
    expect(taken.metres / scale).toBeCloseTo(girth(0.05), 3);
    const length = lengths.find(({ name, side }) => name === 'upper arm' && side === 'right')!;
    expect(length.metres / scale).toBeCloseTo(Math.hypot(0.2, 0.9, 0.2), 6);
    expect(length.line).toEqual([from, to]);
  });

  it('assumes 1.7 m and says so', () => {
    const { height, heightAssumed, lengths, scale } = measure(cylinder([0, 0, 0], [0, 1.8, 0], 0.2), {
      joints: JOINTS,
    });
    expect([height, heightAssumed]).toEqual([1.7, true]);
    expect(scale).toBeCloseTo(1.7 / 1.8, 6);
    const of = (name: string) => lengths.find((each) => each.name === name)!.metres / scale;
    expect(of('leg')).toBeCloseTo(0.8, 6);
    expect(of('thigh') + of('shin')).toBeCloseTo(of('leg'), 9);
    expect(of('arm')).toBeCloseTo(of('upper arm') + of('forearm'), 9);
  });

  it('estimates the size of people who lie from the skeleton, and says so', () => {
    const joints = JOINTS.map(([x, y, z]): Triple => [x, z, y]);
    const { scale, warnings } = measure(cylinder([0, 0, 0], [0, 0, 1.8], 0.15), { joints, height: 1.8 });
    // The skeleton from head to ankles has a spine of 0.9 and legs of 0.8. Heights are taken as 1.035 times its length.
    expect(scale).toBeCloseTo(1.8 / (1.035 * 1.7), 6);
    expect(warnings).toContain('the person does not stand upright: the size is estimated from the skeleton');
  });

  it('takes no girth of limbs that touch all along, and says so', () => {
    // One cylinder contains the whole skeleton, so every limb is within its outline.
    const { girths, warnings } = measure(cylinder([0, 0, 0], [0, 1.8, 0], 1.5), { joints: JOINTS });
    expect(girths.map(({ name }) => name)).toEqual(['neck', 'hip']);
    expect(warnings.join('\n')).toMatch(/no girth of the chest: it touches the/);
    expect(warnings.join('\n')).toMatch(/no girth of the left thigh: it touches the right leg/);
  });

  it('measures meshes with doubled vertices like welded ones, also inside out', () => {
    const trunk = cylinder([0, 0, 0], [0, 1.8, 0], 0.15);
    const expected = measure(trunk, { joints: JOINTS });
    const positions = Float32Array.from(
      { length: 3 * trunk.indices.length },
      (_, at) => trunk.positions[3 * trunk.indices[Math.floor(at / 3)]! + (at % 3)]!,
    );
    const indices = Uint32Array.from(trunk.indices, (_, corner) => corner);
    for (const mesh of [
      { positions, indices },
      { positions, indices: indices.slice().reverse() },
    ]) {
      const { girths, litres, warnings } = measure(mesh, { joints: JOINTS });
      expect(litres).toBeCloseTo(expected.litres, 6);
      expect(warnings).toEqual(expected.warnings);
      for (const [n, { name, metres }] of girths.entries()) {
        expect(name).toBe(expected.girths[n]!.name);
        expect(metres).toBeCloseTo(expected.girths[n]!.metres, 6);
      }
    }
  });

  it('says that an open mesh has no definite volume', () => {
    const { positions, indices } = cylinder([0, 0, 0], [0, 1.8, 0], 0.15);
    const { warnings } = measure({ positions, indices: indices.slice(3) }, { joints: JOINTS });
    expect(warnings).toContain('the mesh has 3 open edges: it encloses no definite volume');
  });

  it('measures what the known joints allow', () => {
    const joints = JOINTS.map((joint, n) => (n >= 10 ? undefined : joint));
    const { lengths, girths, warnings } = measure(bodyMesh(10_000), { joints });
    expect(lengths.map(({ name }) => name)).toEqual(['thigh', 'thigh', 'shin', 'shin', 'leg', 'leg']);
    expect(girths.some(({ name }) => name === 'upper arm')).toBe(false);
    expect(warnings).toContain('6 of 16 joints are not known');
  });

  it.each([
    ['no body', () => measure(undefined as never), /measure: body must be a Body or a mesh, got undefined/],
    ['a mesh without joints', () => measure(cube()), /joints must be 16 points/],
    ['a height of 0', () => measure(cube(), { height: 0, joints: JOINTS }), /height must be metres above 0, got 0/],
    ['a misspelt option', () => measure(cube(), { hight: 1 } as never), /did you mean 'height'/],
    [
      'joints that are not numbers',
      () => measure(cube(), { joints: JOINTS.map(() => [0, NaN, 0] as const) }),
      /joints/,
    ],
  ])('refuses %s', (_, call, message) => {
    expect(call).toThrow(message);
  });
});
