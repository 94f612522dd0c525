// Tests bodies and surfaces at other levels of probability, on the shipped sample.
import { inspect } from '@vrn/mesh';
import { beforeAll, describe, expect, it } from 'vitest';
import { type Body, bodyAt, reconstruct, surfaceAt } from '../../src/index.js';
import { type Rgb, readSample, tools } from '../pictures.js';

const isSame = (a: ArrayBufferView, b: ArrayBufferView): boolean =>
  Buffer.from(a.buffer, a.byteOffset, a.byteLength).equals(Buffer.from(b.buffer, b.byteOffset, b.byteLength));

let sample: Rgb;
let body: Body;

beforeAll(async () => {
  sample = await readSample();
  body = await reconstruct(sample, await tools());
}, 120_000);

describe('surfaceAt', () => {
  it('is the surface of reconstruct at 0.5', () => {
    const surface = surfaceAt(body, 0.5);
    expect(isSame(surface.positions, body.mesh.positions)).toBe(true);
    expect(isSame(surface.normals!, body.mesh.normals!)).toBe(true);
    expect(isSame(surface.indices, body.mesh.indices)).toBe(true);
  });

  it('encloses less at higher levels', () => {
    const volumes = [0.3, 0.5, 0.7].map((level) => inspect(surfaceAt(body, level)).volume);
    expect(volumes).toEqual([...volumes].sort((a, b) => b - a));
    expect(new Set(volumes).size).toBe(3);
  });

  it('refuses levels without a surface', () => {
    for (const level of [0, 1, Number.NaN]) {
      expect(() => surfaceAt(body, level)).toThrow(`surfaceAt: level must be above 0 and below 1, got ${level}`);
    }
    const faint = { ...body, volume: { ...body.volume, data: body.volume.data.map((value) => value / 4) } };
    expect(() => surfaceAt(faint as Body, 0.5)).toThrow(
      "surfaceAt: level must be below the largest probability of the body's volume, got 0.5",
    );
  });
});

describe('bodyAt', () => {
  it('is the body of reconstruct at 0.5', async () => {
    const again = bodyAt(sample, body, 0.5);
    expect(again.facts).toEqual(body.facts);
    expect(isSame(await again.toGlb(), await body.toGlb())).toBe(true);
  });

  it('states the facts of its own surface, and writes it', () => {
    const doubted = {
      ...body.facts,
      signs: { ...body.facts.signs, decided: 0.1, depth: 1 },
      warnings: ['a limb is missing', 'the body fills 100 % of the depth of the grid: it may be cut off'],
    };
    const slim = bodyAt(sample, { ...body, facts: doubted }, 0.8);
    const { faces, closed } = inspect(slim.mesh);
    expect(slim.facts).toMatchObject({ triangles: faces, closed });
    expect(slim.textured.mesh.indices).toHaveLength(3 * faces);
    expect(slim.facts.silhouetteIou).not.toBe(body.facts.silhouetteIou);
    expect(slim.facts.signs.depth).toBeLessThan(body.facts.signs.depth);
    // Warnings of the detection are kept; those about the prediction are derived anew from the facts.
    expect(slim.facts.warnings).toEqual([
      'a limb is missing',
      'the network is undecided about 90 % of the voxels: are its weights trained?',
    ]);
    const [ours, theirs] = [slim, body].map((each) => each.toPrint({ minThickness: 5 }).file);
    expect(isSame(ours!, theirs!)).toBe(false);
  });
});
