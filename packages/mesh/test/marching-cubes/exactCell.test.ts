// Tests single ambiguous cells: all configurations, saddles at the level, extreme values, and interior vertices.
import { random } from '@vrn/voxel';
import { describe, expect, it } from 'vitest';
import { FACES } from '../../src/marching-cubes/caseTable.js';
import { AMBIGUOUS, exactCell } from '../../src/marching-cubes/exactCell.js';
import { caseOf, joinedByField, topologyOf, trilinear } from './cellOracle.js';

const solve = (values: readonly number[]) => exactCell(caseOf(values), Float64Array.from(values));
const hasTunnel = (values: readonly number[]): boolean =>
  AMBIGUOUS[caseOf(values)] === 1 && solve(values).centre?.length === 18;

describe('AMBIGUOUS', () => {
  it('is set for alternating faces, and for two isolated opposite corners', () => {
    const alternates = (inside: number): boolean =>
      FACES.some((face) => {
        const [a, b, c, d] = face.map((corner) => (inside >> corner) & 1);
        return a === c && b === d && a !== b;
      });
    const across = [0, 1, 2, 3].flatMap((c) => [(1 << c) | (1 << (7 - c)), 255 ^ ((1 << c) | (1 << (7 - c)))]);
    for (let inside = 0; inside < 256; inside++) {
      expect(AMBIGUOUS[inside], `case ${inside}`).toBe(+(alternates(inside) || across.includes(inside)));
    }
  });
});

/**
 * Configurations: the name in Chernyaev 1995, the values at the corners, and for each component of the surface the
 * number of cut edges on each of its boundaries.
 */
const CONFIGURATIONS: readonly (readonly [string, readonly number[], readonly (readonly number[])[]])[] = [
  ['3.1', [1, -2, -2, 1, -1, -1, -1, -1], [[3], [3]]],
  ['3.2', [2, -1, -1, 2, -1, -1, -1, -1], [[6]]],
  ['4.1.1', [1, -1, -1, -1, -1, -1, -1, 1], [[3], [3]]],
  ['4.1.2', [8, -1, -1, -1, -1, -1, -1, 8], [[3, 3]]],
  ['6.1.1', [2, -3, -3, -2, 2, -3, -2, 1], [[3], [4]]],
  ['6.1.2', [-1, 5, -4, 1, -1, -2, 6, -3], [[3, 4]]],
  ['6.2', [2, -3, -1, 3, -1, -1, -3, 2], [[7]]],
  ['7.1', [2, -3, -3, -2, -2, 1, 1, -1], [[3], [3], [3]]],
  ['7.2', [-1, 1, 2, -2, -3, -3, -2, 1], [[3], [6]]],
  ['7.3', [1, -1, -1, 2, -1, 1, -3, -3], [[9]]],
  ['7.4.1', [-2, 3, 3, -1, 2, -1, -1, -2], [[3], [6]]],
  ['7.4.2', [-2, 3, -5, -1, 4, -5, -2, 3], [[3, 6]]],
  ['10.1.1', [-1, -2, 1, 1, 2, 3, -1, -1], [[4], [4]]],
  ['10.1.2', [9, -4, -3, 1, 1, -4, -3, 9], [[4, 4]]],
  ['10.2', [-3, 1, -1, 1, 1, -2, 3, -2], [[8]]],
  ['12.1.1', [-1, -2, 3, -3, 2, 2, -1, 1], [[3], [5]]],
  ['12.1.2', [-3, 2, 5, -6, -1, 5, -2, 2], [[3, 5]]],
  ['12.2', [-2, 1, 2, 2, 2, -2, -1, -1], [[8]]],
  ['13.1', [3, -3, -4, 2, -3, 1, 3, -2], [[3], [3], [3], [3]]],
  ['13.2', [-1, 2, 1, -1, 1, -2, -1, 1], [[3], [3], [6]]],
  ['13.3', [1, -1, -3, 2, -1, 1, 1, -2], [[3], [9]]],
  ['13.4', [-1, 1, 2, -2, 3, -4, -2, 2], [[12]]],
  ['13.5.1', [1, -2, -2, 2, -2, 1, 3, -1], [[3], [3], [6]]],
  ['13.5.2', [-7, 1, 8, -7, 8, -7, -9, 8], [[3], [3, 6]]],
];

/** The 48 symmetries of the cell: for each, whether it is a rotation (`turned`) and the images of corners (`from`). */
const SYMMETRIES = [
  [0, 1, 2],
  [1, 2, 0],
  [2, 0, 1],
  [0, 2, 1],
  [1, 0, 2],
  [2, 1, 0],
].flatMap((axes, p) =>
  [0, 1, 2, 3, 4, 5, 6, 7].map((mirrored) => ({
    turned: p < 3 === ([...mirrored.toString(2)].filter((digit) => digit === '1').length % 2 === 0),
    from: [0, 1, 2, 3, 4, 5, 6, 7].map((corner) =>
      axes.reduce((to, axis, a) => to | ((((corner ^ mirrored) >> a) & 1) << axis), 0),
    ),
  })),
);

describe('exactCell', () => {
  // A saddle at the level counts as inside, as if all values were slightly larger: the reference gets such values.
  it.each(CONFIGURATIONS)('connects configuration %s like the interpolant', (_, values, rims) => {
    const { pieces, parts } = topologyOf(caseOf(values), solve(values).triangles);
    expect(pieces.map((piece) => piece.rims)).toEqual(rims);
    for (const piece of pieces) expect(piece.euler).toBe(2 - piece.rims.length);
    expect(
      joinedByField(
        values.map((value) => value + 2 ** -10),
        64,
      ),
    ).toBe(parts);
  });

  it('has the 33 configurations of Chernyaev, 31 without mirror images, in 760 variants', () => {
    const rng = random(33);
    /** Returns the case, whether the inside is connected on each alternating face, and whether there is a tunnel. */
    const nameOf = (values: readonly number[]): string => {
      const joined = FACES.map((face) => {
        const [a, b, c, d] = face.map((corner) => values[corner]!) as [number, number, number, number];
        const alternates = a >= 0 === c >= 0 && b >= 0 === d >= 0 && a >= 0 !== b >= 0;
        return alternates ? +(a >= 0 === a * c >= b * d) : '-';
      });
      return `${caseOf(values)} ${joined.join('')} ${+hasTunnel(values)}`;
    };
    const all = new Set<string>();
    const classes = { symmetric: new Set<string>(), turned: new Set<string>() };
    for (let n = 0; n < 200_000; n++) {
      // With such numbers, the two diagonals of an alternating face have different products, so no face has a saddle
      // at the level. Half of the cells alternate as in case 13, except that one sign in ten is flipped at random.
      const values = Array.from({ length: 8 }, (_, c) => {
        const alternating = (c ^ (c >> 1) ^ (c >> 2)) & 1 ? 1 : -1;
        const sign = n % 2 === 0 ? alternating * (rng.integer(10) < 9 ? 1 : -1) : 2 * rng.integer(2) - 1;
        return sign * (1 + rng.integer(9)) + 2 ** -10;
      });
      if (all.has(nameOf(values))) continue;
      const images = SYMMETRIES.flatMap(({ turned, from }) =>
        [1, -1].map((sign) => ({ turned, name: nameOf(from.map((corner) => sign * values[corner]!)) })),
      );
      for (const { name } of images) all.add(name);
      const least = (some: typeof images): string => some.map(({ name }) => name).sort()[0]!;
      classes.symmetric.add(least(images));
      for (const kind of [true, false]) classes.turned.add(least(images.filter(({ turned }) => turned === kind)));
    }
    expect(classes.turned.size).toBe(33);
    expect(classes.symmetric.size).toBe(31);
    expect(all.size).toBe(760);
    // In each of the two orientations of case 13, 46 of the 64 ways to join faces occur; 8 of these 2 · 46 occur both
    // with and without a tunnel.
    expect([...all].filter((name) => /^(105|150) /.test(name))).toHaveLength(2 * 46 + 8);
  });

  it('treats a tie as a saddle inside, as if all values were slightly larger', () => {
    expect(topologyOf(0b1001, solve([1, -1, -1, 1, -1, -1, -1, -1]).triangles).pieces).toHaveLength(1);
    expect(topologyOf(0b0110, solve([-1, 1, 1, -1, -1, -1, -1, -1]).triangles).pieces).toHaveLength(1);
    let ties = 0;
    // All cells with integers from −1 to 1, and some with integers from −3 to 3: their saddles are at zero, or
    // farther from zero than 2⁻¹².
    const rng = random(5);
    for (let n = 0; n < 3 ** 8 + 20_000; n++) {
      const values = Array.from({ length: 8 }, (_, c) =>
        n < 3 ** 8 ? (Math.floor(n / 3 ** c) % 3) - 1 : rng.integer(7) - 3,
      );
      if (AMBIGUOUS[caseOf(values)] === 0) continue;
      const { triangles } = solve(values);
      expect(solve(values.map((value) => value + 2 ** -12)).triangles).toEqual(triangles);
      const less = values.map((value) => value - 2 ** -12);
      if (!values.includes(0) && String(solve(less).triangles) !== String(triangles)) ties++;
    }
    expect(ties).toBeGreaterThan(500);
  });

  it('decides a face independently of its position and orientation in the cell', () => {
    const rng = random(7);
    let near = 0;
    for (let n = 0; n < 1000; n++) {
      // The products a · c and b · d of the two diagonals are equal up to rounding.
      const [a, b, c] = [rng.uniform() + 0.1, -0.1 - rng.uniform(), rng.uniform() + 0.1];
      const d = (a * c) / b;
      if (a * c !== b * d) near++;
      const seen = new Set<number>();
      for (const [f, face] of FACES.entries())
        for (let turn = 0; turn < 4; turn++)
          for (const numbers of [
            [a, b, c, d],
            [d, c, b, a],
          ]) {
            const values = Array.from({ length: 8 }, (_, corner) =>
              face.includes(corner) ? numbers[(face.indexOf(corner) + turn) % 4]! : -1 - f,
            );
            seen.add(topologyOf(caseOf(values), solve(values).triangles).pieces.length);
          }
      expect(seen.size).toBe(1);
    }
    expect(near).toBeGreaterThan(50);
  });

  it('has no tunnel at the border, where samples are missing', () => {
    const rng = random(9);
    for (let n = 0; n < 20_000; n++) {
      const values = Array.from({ length: 8 }, (_, c) =>
        c < 4 ? (2 * rng.integer(2) - 1) * Math.exp(12 * rng.uniform() - 6) : -(2 ** 100),
      );
      if (AMBIGUOUS[caseOf(values)] === 1) expect(solve(values).centre).toBeUndefined();
    }
  });

  it('closes cells whose products overflow or underflow', () => {
    const rng = random(11);
    for (const scale of [1e-320, 1e-200, 1e-100, 1e100, 1e200, 1e307])
      for (let n = 0; n < 2000; n++) {
        const values = Array.from({ length: 8 }, () => (rng.uniform() * 2 - 1) * scale);
        const inside = caseOf(values);
        if (AMBIGUOUS[inside] === 0) continue;
        const { triangles, centre } = solve(values);
        topologyOf(inside, triangles);
        for (const coordinate of centre ?? []) expect(coordinate > 0 && coordinate < 1).toBe(true);
      }
  });

  it('keeps interior vertices at the margin from the faces, and the ring as wide as the margin', () => {
    const narrow = [3.0001, -1, -1, -1, -1, -1, -1, 3.0001];
    for (const values of [narrow, ...CONFIGURATIONS.map(([, v]) => v).filter(hasTunnel)])
      for (const margin of [2 ** -10, 0.05, 0.2]) {
        const { centre } = exactCell(caseOf(values), Float64Array.from(values), margin);
        for (let axis = 0; axis < 3; axis++) {
          const places = [...centre!].filter((_, n) => n % 3 === axis);
          expect(new Set(places).size).toBe(2);
          expect(Math.min(...places)).toBeGreaterThanOrEqual(margin);
          expect(Math.max(...places)).toBeLessThanOrEqual(1 - margin);
          // 2⁻⁵⁰: subtracting coordinates of at most 1 rounds to 2⁻⁵³.
          expect(Math.max(...places) - Math.min(...places)).toBeGreaterThanOrEqual(margin - 2 ** -50);
        }
      }
  });

  it('puts the ring on the surface', () => {
    for (const [name, values] of CONFIGURATIONS.filter(([, v]) => hasTunnel(v))) {
      const { centre } = solve(values);
      const far = Array.from({ length: 6 }, (_, f) =>
        Math.abs(trilinear(values, centre![3 * f]!, centre![3 * f + 1]!, centre![3 * f + 2]!)),
      );
      // 1e-12 allows for rounding, relative 1e-16, of sums of about ten products of numbers up to 10, and of a square
      // root of a number of up to 1e4.
      expect(Math.max(...far), name).toBeLessThan(1e-12);
    }
  });
});
