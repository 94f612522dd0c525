// Neighbours were merged into one body, and a group was rejected as "none found"; now each person has a separate mask.
import { beforeAll, describe, expect, it } from 'vitest';
import { maskIn, type PersonMask } from '../../src/crop/mask.js';
import { findPeople, reconstruct } from '../../src/index.js';
import { grey, paste, type Rgb, readSample, tools } from '../pictures.js';

const SIDE = 768;
let sample: Rgb;
let made: Awaited<ReturnType<typeof tools>>;
let mask: { data: ArrayLike<number>; side: number };

beforeAll(async () => {
  sample = await readSample();
  made = await tools();
  const [person] = await findPeople(sample, made.detectors);
  mask = { data: maskIn(person!.mask, { left: 0, top: 0, side: SIDE }, SIDE).data, side: SIDE };
}, 120_000);

const area = ({ data }: PersonMask) => data.reduce((sum, value) => sum + Number(value >= 0.5), 0);

describe('two people whose hands overlap', () => {
  it('have masks that hardly overlap, and one of them becomes the body', { timeout: 180_000 }, async () => {
    const picture = grey(1000, 700);
    paste(picture, sample, mask, { scale: 0.9, left: -20, top: 0 });
    paste(picture, sample, mask, { scale: 0.9, left: 240, top: 0 });
    const people = await findPeople(picture, made.detectors);
    expect(people).toHaveLength(2);
    const whole = { left: 0, top: -150, side: 1000 };
    const [a, b] = people.map((each) => maskIn(each.mask, whole, 500).data);
    let [shared, all] = [0, 0];
    for (let at = 0; at < a!.length; at++) {
      if (a![at]! >= 0.5 && b![at]! >= 0.5) shared++;
      if (a![at]! >= 0.5 || b![at]! >= 0.5) all++;
    }
    expect(shared / all).toBeLessThan(0.01);
    // The masks cover about the same area, so neither contains both people.
    const [first, second] = people.map((each) => area(each.mask) * (each.mask.square.side / 256) ** 2);
    expect(Math.max(first! / second!, second! / first!)).toBeLessThan(1.5);
    const body = await reconstruct(picture, made);
    expect(body.facts.people!.found).toBe(2);
    expect(body.facts.people!.others).toEqual(people[0]!.others);
    expect(people[0]!.others).toEqual([people[1]!.square]);
    expect(body.facts.components).toBe(1);
  });
});

describe('a group of fifteen', () => {
  it('is accepted: most people are found, and one becomes a body', { timeout: 300_000 }, async () => {
    const picture = grey(1500, 900);
    for (let n = 0; n < 15; n++) {
      const [row, column] = [Math.floor(n / 8), n % 8];
      paste(picture, sample, mask, { scale: 0.5, left: 185 * column - 90 + 90 * row, top: 30 + 420 * row });
    }
    const body = await reconstruct(picture, made);
    expect(body.facts.people!.found).toBeGreaterThan(9);
    expect(body.facts).toMatchObject({ closed: true, components: 1 });
  });
});
