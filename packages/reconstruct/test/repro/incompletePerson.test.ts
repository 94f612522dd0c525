// A person whom the frame cuts became a body with stretched legs, without a warning; now the body ends at the frame,
// and the facts report it.
import { beforeAll, describe, expect, it } from 'vitest';
import { type Body, findPeople, reconstruct } from '../../src/index.js';
import { crop, type Rgb, readSample, tools } from '../pictures.js';

let sample: Rgb;
let made: Awaited<ReturnType<typeof tools>>;

beforeAll(async () => {
  sample = await readSample();
  made = await tools();
}, 120_000);

/** Converts a row of the picture to y in the frame of the view. */
const yOf = ({ square }: Body, row: number): number => 1 - (2 * (row - square.top)) / square.side;

describe('a person cut at the knees', () => {
  it('has no legs below the frame, a flat end there, the size of a complete person, and warnings', {
    timeout: 120_000,
  }, async () => {
    const picture = crop(sample, 150, 40, 450, 430);
    // Without perspective, the section at the picture's border is horizontal.
    const body = await reconstruct(picture, { ...made, fieldOfView: 0 });
    expect(body.facts.missing.cutBy).toEqual(['bottom']);
    expect(body.facts.warnings.join('\n')).toMatch(/incomplete: cut off at the picture's bottom/);
    const frame = yOf(body, picture.height);
    const voxel = (body.grid.max[1] - body.grid.min[1]) / body.grid.shape[0];
    const { positions } = body.mesh;
    let lowest = Number.POSITIVE_INFINITY;
    let flat = 0;
    for (let v = 1; v < positions.length; v += 3) lowest = Math.min(lowest, positions[v]!);
    for (let v = 1; v < positions.length; v += 3) if (positions[v]! < lowest + voxel) flat++;
    expect(Math.abs(lowest - frame)).toBeLessThan(2 * voxel);
    // The legs end in flat sections. A body that ends within the picture has few vertices in its lowest layer.
    expect(flat).toBeGreaterThan(40);
    // The square is that of the complete person, which is 767 pixels long, not a smaller one around the visible part.
    expect(body.square.side).toBeGreaterThan(600);
  });
});

describe('a person whose left half is outside the picture', () => {
  it('is cut by the left side', { timeout: 120_000 }, async () => {
    const [person] = await findPeople(crop(sample, 384, 40, 384, 700), made.detectors);
    expect(person!.missing.cutBy).toEqual(['left']);
    const { mask } = person!;
    const pixel = mask.square.side / mask.shape[0]!;
    const beyond = mask.data.filter((_, at) => mask.square.left + ((at % mask.shape[0]!) + 1) * pixel <= 0);
    expect(beyond.length).toBeGreaterThan(1000);
    expect(beyond.every((value) => value === 0)).toBe(true);
  });
});
