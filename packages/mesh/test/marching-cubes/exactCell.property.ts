// Tests the topology of cells and volumes against reference implementations that do not use a case table.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CASES, EDGES } from '../../src/marching-cubes/caseTable.js';
import { AMBIGUOUS, exactCell } from '../../src/marching-cubes/exactCell.js';
import {
  caseOf,
  crossings,
  joinedByField,
  joinedBySamples,
  leastArea,
  placesOf,
  topologyOf,
  trilinear,
} from './cellOracle.js';

const SETTINGS = { seed: 19_910_408, numRuns: 1500 };

/** Numbers in 0..1 in steps of 2⁻³⁰, so that products do not underflow and equal products are rare. */
const unit = fc.integer({ min: 0, max: 2 ** 30 }).map((n) => n / 2 ** 30);
const eight = <T>(of: fc.Arbitrary<T>) => fc.array(of, { minLength: 8, maxLength: 8 });

/** Values of one cell: uniform, of many magnitudes, integers plus 2⁻¹⁰, or mostly alternating as in case 13. */
const cell = fc.oneof(
  eight(unit.map((u) => 2 * u - 1)),
  eight(fc.tuple(unit, fc.constantFrom(-1, 1)).map(([u, sign]) => sign * Math.exp(8 * u - 4))),
  eight(fc.integer({ min: -2, max: 2 })).map((values) => values.map((value) => value + 2 ** -10)),
  eight(fc.tuple(unit, unit)).map((pairs) =>
    pairs.map(([u, s], c) => ((c ^ (c >> 1) ^ (c >> 2)) & 1 ? 1 : -1) * (s < 0.9 ? 1 : -1) * Math.exp(3 * u)),
  ),
);

const solve = (values: readonly number[]) => exactCell(caseOf(values), Float64Array.from(values));

describe('exactCell', () => {
  it('connects corners like the interpolant: discs, and one annulus for a tunnel', () => {
    const seen = { cells: 0, tunnels: 0, untold: 0 };
    fc.assert(
      fc.property(cell, (values) => {
        const inside = caseOf(values);
        if (AMBIGUOUS[inside] === 0) return;
        const { pieces, parts } = topologyOf(inside, solve(values).triangles);
        for (const { rims, euler } of pieces) expect(euler).toBe(2 - rims.length);
        // Each component of the surface divides the cell into one more region.
        expect(pieces).toHaveLength(new Set(parts).size - 1);
        expect(pieces.filter(({ rims }) => rims.length > 1).length).toBeLessThan(2);
        const joined = joinedByField(values, 32);
        seen.cells++;
        if (pieces.some(({ rims }) => rims.length > 1)) seen.tunnels++;
        if (joined === undefined) seen.untold++;
        else expect(parts).toBe(joined);
      }),
      SETTINGS,
    );
    expect(seen.cells).toBeGreaterThan(SETTINGS.numRuns / 4);
    expect(seen.tunnels).toBeGreaterThan(4);
    // Saddles within about 1/100 of the level are not resolved by 32 boxes per side.
    expect(seen.untold).toBeLessThan(seen.cells / 50);
  });

  it('has triangles of positive area that do not intersect, like the table for all other cells', () => {
    fc.assert(
      fc.property(cell, (values) => {
        const inside = caseOf(values);
        const surfaces = [{ triangles: CASES[inside]! }, ...(AMBIGUOUS[inside] === 1 ? [solve(values)] : [])];
        for (const surface of surfaces) {
          const places = placesOf(values, 'centre' in surface ? surface.centre : undefined);
          expect(crossings(surface.triangles, places)).toBe(0);
          // Vertices are at least 2⁻¹⁰ apart: the smallest triangle has two perpendicular sides of that length.
          expect(leastArea(surface.triangles, places)).toBeGreaterThan(2 ** -21);
        }
      }),
      SETTINGS,
    );
  });

  it('closes cells in which all saddles are at the level up to rounding', () => {
    const plane = unit.map((u) => [-0.05 - 0.9 * u, 0.95 - 0.9 * u] as const);
    const noise = fc.tuple(eight(unit), fc.integer({ min: 12, max: 19 }));
    fc.assert(
      fc.property(plane, plane, plane, noise, (x, y, z, [offs, digits]) => {
        const values = offs.map((off, c) => x[c & 1]! * y[(c >> 1) & 1]! * z[c >> 2]! + 10 ** -digits * (2 * off - 1));
        const { triangles, centre } = solve(values);
        const { pieces } = topologyOf(caseOf(values), triangles);
        for (const { rims, euler } of pieces) expect(euler).toBe(2 - rims.length);
        for (const coordinate of centre ?? []) expect(coordinate > 0 && coordinate < 1).toBe(true);
      }),
      { ...SETTINGS, numRuns: 10_000 },
    );
  });
});

/** Samples in a cube of `side` samples per side; the outermost are negative, so that the surface is closed. */
interface Block {
  readonly side: number;
  readonly samples: readonly number[];
}

/** Returns the index of the first sample, and the eight values, of every cell. */
function cellsOf({ side, samples }: Block): (readonly [readonly [number, number, number], number[]])[] {
  const n = side - 1;
  return Array.from({ length: n ** 3 }, (_, at) => {
    const [i, j, k] = [Math.floor(at / n / n), Math.floor(at / n) % n, at % n] as const;
    const index = (c: number) => ((i + (c & 1)) * side + j + ((c >> 1) & 1)) * side + k + (c >> 2);
    return [[i, j, k], Array.from({ length: 8 }, (_, c) => samples[index(c)]!)] as const;
  });
}

function block(side: number, of: fc.Arbitrary<number>): fc.Arbitrary<Block> {
  return fc.array(of, { minLength: side ** 3, maxLength: side ** 3 }).map((numbers) => {
    const outermost = (at: number) =>
      [Math.floor(at / side / side), Math.floor(at / side) % side, at % side].some((n) => n === 0 || n === side - 1);
    return { side, samples: numbers.map((n, at) => (outermost(at) ? -0.25 - Math.abs(n) : n)) };
  });
}

/**
 * Euler characteristic of the surface of a block, combined from cells: ambiguous ones from exactCell if `exact`, else
 * from the case table. Throws if the surface is not closed.
 */
function surfaceEuler(field: Block, exact: boolean): number {
  const vertices = new Set<string>();
  const sides = new Set<string>();
  let faces = 0;
  for (const [[i, j, k], values] of cellsOf(field)) {
    const inside = caseOf(values);
    const triangles = exact && AMBIGUOUS[inside] === 1 ? solve(values).triangles : CASES[inside]!;
    const names = Array.from(triangles, (n) => {
      if (n >= 12) return `${i},${j},${k}: ${n}`;
      const [corner, axis] = EDGES[n]!;
      return `${i + (corner & 1)},${j + ((corner >> 1) & 1)},${k + (corner >> 2)} ${axis}`;
    });
    for (const [n, name] of names.entries()) {
      vertices.add(name);
      const to = names[n % 3 === 2 ? n - 2 : n + 1]!;
      if (sides.has(`${name}→${to}`)) throw new Error(`two triangles turn alike along ${name}→${to}`);
      sides.add(`${name}→${to}`);
    }
    faces += names.length / 3;
  }
  for (const way of sides) if (!sides.has(way.split('→').reverse().join('→'))) throw new Error(`${way} is open`);
  return vertices.size - sides.size / 2 + faces;
}

/** Samples of the interpolant in a block, refined by the factor `fine`. */
function interpolated(field: Block, fine: number): Block {
  const side = (field.side - 1) * fine + 1;
  const samples = new Array<number>(side ** 3);
  for (const [[i, j, k], values] of cellsOf(field))
    for (let a = 0; a <= fine; a++)
      for (let b = 0; b <= fine; b++)
        for (let c = 0; c <= fine; c++) {
          const at = ((i * fine + a) * side + j * fine + b) * side + k * fine + c;
          samples[at] = trilinear(values, a / fine, b / fine, c / fine);
        }
  return { side, samples };
}

/** Euler characteristic of the inside samples: points − edges + squares − cubes between them. */
function solidEuler({ side, samples }: Block): number {
  // The outermost samples are outside: edges, squares and cubes at an inside sample never leave the block.
  const [di, dj, dk] = [side * side, side, 1];
  const spans = [[], [di], [dj], [dk], [di, dj], [dj, dk], [dk, di], [di, dj, dk]];
  const shapes = spans.map((span) => ({
    sign: span.length % 2 === 0 ? 1 : -1,
    corners: span.reduce((all, step) => all.concat(all.map((from) => from + step)), [0]),
  }));
  let euler = 0;
  for (let at = 0; at < samples.length; at++) {
    if (samples[at]! < 0) continue;
    for (const { sign, corners } of shapes) if (corners.every((by) => samples[at + by]! >= 0)) euler += sign;
  }
  return euler;
}

describe('volumes with exact topology', () => {
  const few = fc.constantFrom(-3, -2, -1, 1, 2, 3).map((n) => n + 1 / 64);
  const even = unit.map((u) => 2 * u - 1);

  it.each([
    ['few values', few],
    ['noise', even],
  ] as const)('close, with the Euler characteristic of the interpolant: %s', (_, of) => {
    const seen = { told: 0, untold: 0, otherwise: 0 };
    fc.assert(
      fc.property(block(5, of), (field) => {
        // Samples miss necks that are thinner than their spacing. So a block counts only if the samples connect the
        // corners of every cell as the interpolant does.
        const fine = 10;
        const told = cellsOf(field).every(([, values]) => {
          return AMBIGUOUS[caseOf(values)] === 0 || joinedBySamples(values, fine) === joinedByField(values, 16);
        });
        seen[told ? 'told' : 'untold']++;
        if (!told) return;
        // The surface of a solid has twice the solid's Euler characteristic.
        const euler = 2 * solidEuler(interpolated(field, fine));
        expect(surfaceEuler(field, true)).toBe(euler);
        if (surfaceEuler(field, false) !== euler) seen.otherwise++;
      }),
      { ...SETTINGS, numRuns: 150 },
    );
    expect(seen.told).toBeGreaterThan(seen.untold);
    // The case table alone, which separates the inside corners of every alternating face, would often be wrong.
    expect(seen.otherwise).toBeGreaterThan(seen.told / 4);
  });
});
