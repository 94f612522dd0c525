// Tests shapes of people: blending of targets, realistic heights, closed bodies.
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { inspect } from '@vrn/mesh';
import { random } from '@vrn/voxel';
import { describe, expect, it } from 'vitest';
import { readAssets } from '../../../src/makehuman/assets/readAssets.js';
import { jointsOf } from '../../../src/makehuman/assets/skeleton.js';
import { drawShape, type MacroShape } from '../../../src/makehuman/shape/drawShape.js';
import { macroWeights, shapePositions } from '../../../src/makehuman/shape/shapePositions.js';

const directory = fileURLToPath(new URL('../../../../../../shared/makehuman', import.meta.url));
const there = existsSync(directory);

const ADULT: MacroShape = {
  sex: 1,
  age: 25,
  muscle: 0.5,
  weight: 0.5,
  ancestry: { african: 0, asian: 0, caucasian: 1 },
  stature: 1,
};

describe('macroWeights', () => {
  it('gives one target of each kind at the corners', () => {
    expect(macroWeights({ ...ADULT, sex: 0, age: 85, muscle: 1, weight: 0 })).toEqual([
      ['caucasian-female-old', 1],
      ['universal-female-old-maxmuscle-minweight', 1],
    ]);
    expect(macroWeights({ ...ADULT, age: 1 })).toEqual([
      ['caucasian-male-baby', 1],
      ['universal-male-baby-averagemuscle-averageweight', 1],
    ]);
    expect(macroWeights({ ...ADULT, age: 90 })[0]).toEqual(['caucasian-male-old', 1]);
  });

  it('interpolates weights between neighbours, and each kind sums to one', () => {
    for (let seed = 0; seed < 200; seed++) {
      const weights = macroWeights(drawShape(random(seed)));
      for (const kind of [true, false]) {
        const own = weights.filter(([name]) => name.startsWith('universal') === kind);
        expect(own.reduce((sum, [, weight]) => sum + weight, 0)).toBeCloseTo(1, 12);
        expect(own.every(([, weight]) => weight > 0 && weight <= 1)).toBe(true);
      }
    }
  });

  it.each([
    [{ sex: 1.2 }, /sex must be 0 to 1, got 1.2/],
    [{ age: 0 }, /age must be 1 to 90 years, got 0/],
    [{ weight: Number.NaN }, /weight must be 0 to 1, got NaN/],
    [{ stature: 3 }, /stature must be/],
    [{ ancestry: { african: 0.5, asian: 0, caucasian: 0 } }, /ancestry must sum to 1, got 0.5/],
  ])('rejects %j', (part, message) => {
    expect(() => macroWeights({ ...ADULT, ...part })).toThrow(message);
  });
});

describe('drawShape', () => {
  it('draws mostly adults, women and men, as plain JSON', () => {
    const people = Array.from({ length: 1000 }, (_, seed) => drawShape(random(seed)));
    expect(JSON.parse(JSON.stringify(people))).toEqual(people);
    const share = (is: (shape: MacroShape) => boolean) => people.filter(is).length / people.length;
    expect(share(({ age }) => age >= 18 && age <= 70)).toBeGreaterThan(0.85);
    expect(share(({ age }) => age < 18)).toBeGreaterThan(0.02);
    expect(share(({ sex }) => sex < 0.5)).toBeGreaterThan(0.45);
    expect(share(({ sex }) => sex < 0.5)).toBeLessThan(0.55);
    expect(
      Array.from({ length: 300 }, (_, seed) => drawShape(random(seed), { children: 0 }).age).every((age) => age >= 18),
    ).toBe(true);
  });
});

describe.skipIf(!there)('shapePositions (needs ../shared/makehuman)', () => {
  const assets = there ? readAssets(directory) : undefined!;
  const { isBody, body } = there ? assets.base() : { isBody: new Uint8Array(), body: new Uint32Array() };
  const height = (positions: Float32Array) => {
    let [low, high] = [Infinity, -Infinity];
    isBody.forEach((own, v) => {
      if (own === 0) return;
      low = Math.min(low, positions[3 * v + 1]!);
      high = Math.max(high, positions[3 * v + 1]!);
    });
    return high - low;
  };

  it('reads the base mesh', () => {
    expect(assets.base().positions).toHaveLength(3 * 19158);
    expect(isBody.reduce((sum, own) => sum + own, 0)).toBe(13380);
    expect(body).toHaveLength(3 * 26756);
    expect(assets.targets).toHaveLength(96);
    expect(assets.rig().names).toHaveLength(163);
  });

  it('gives women a mean height of 1.60 m and men 1.73 m, within 3 cm, with deviations of 6 to 10 cm', () => {
    const heights = { female: [] as number[], male: [] as number[] };
    for (let seed = 0; seed < 120; seed++) {
      const shape = drawShape(random(seed), { children: 0 });
      heights[shape.sex < 0.5 ? 'female' : 'male'].push(height(shapePositions(assets, shape)));
    }
    for (const [sex, mean] of [
      ['female', 1.6],
      ['male', 1.73],
    ] as const) {
      const all = heights[sex];
      const average = all.reduce((sum, each) => sum + each, 0) / all.length;
      const spread = Math.sqrt(all.reduce((sum, each) => sum + (each - average) ** 2, 0) / all.length);
      expect(Math.abs(average - mean)).toBeLessThan(0.03);
      expect(spread).toBeGreaterThan(0.06);
      expect(spread).toBeLessThan(0.1);
      expect(Math.min(...all)).toBeGreaterThan(1.35);
      expect(Math.max(...all)).toBeLessThan(2.05);
    }
  });

  it('grows with age, and uniformly with stature', () => {
    const at = (age: number) => height(shapePositions(assets, { ...ADULT, age }));
    const ages = [1, 4, 7, 10, 14, 17, 19].map(at);
    expect([...ages].sort((a, b) => a - b)).toEqual(ages);
    expect(at(25)).toBeCloseTo(at(19), 6);
    expect(height(shapePositions(assets, { ...ADULT, stature: 1.05 })) / at(25)).toBeCloseTo(1.05, 5);
  });

  it('is the sum of its targets', () => {
    const positions = shapePositions(assets, ADULT);
    const [race, build] = ['caucasian-male-young', 'universal-male-young-averagemuscle-averageweight'].map(
      (name) => assets.target(name)!,
    );
    for (const v of [0, 777, 13000, 19157]) {
      for (let c = 3 * v; c < 3 * v + 3; c++) {
        expect(positions[c]).toBeCloseTo(0.1 * (assets.base().positions[c]! + race![c]! + build![c]!), 6);
      }
    }
  });

  it('keeps the body closed, connected and without handles, with faces outwards', () => {
    for (let seed = 0; seed < 6; seed++) {
      const positions = shapePositions(assets, drawShape(random(seed)));
      const { closed, components, eulerCharacteristic, volume } = inspect({ positions, indices: body });
      expect({ closed, components, eulerCharacteristic }).toEqual({
        closed: true,
        components: 1,
        eulerCharacteristic: 2,
      });
      expect(volume).toBeGreaterThan(0.012);
      expect(volume).toBeLessThan(0.2);
    }
  });

  it('moves the joints with the shape: knees are between hips and ankles, left is at +x', () => {
    const rig = assets.rig();
    for (let seed = 0; seed < 20; seed++) {
      const { heads } = jointsOf(rig, shapePositions(assets, drawShape(random(seed))));
      const at = (name: string, c: number) => heads[3 * rig.indexOf.get(name)! + c]!;
      expect(at('upperleg01.L', 1)).toBeGreaterThan(at('lowerleg01.L', 1));
      expect(at('lowerleg01.L', 1)).toBeGreaterThan(at('foot.L', 1));
      expect(at('wrist.L', 0)).toBeGreaterThan(at('upperarm01.L', 0));
      expect(at('wrist.R', 0)).toBeLessThan(at('upperarm01.R', 0));
      expect(at('head', 1)).toBeGreaterThan(at('neck01', 1));
    }
  });

  it('has weights that sum to one for every vertex', () => {
    const { weights, width } = assets.weights();
    for (let v = 0; v < 19158; v += 7) {
      expect(weights.slice(width * v, width * v + width).reduce((sum, each) => sum + each, 0)).toBeCloseTo(1, 5);
    }
  });
});
