// Tests size, unit and orientation of meshes in files.
import { cube } from '@vrn/test-utils';
import { describe, expect, it } from 'vitest';
import { checkPlacement, placeForFile, placeFromFile } from '../../src/output/units.js';

const extents = ({ positions }: { positions: Float32Array }): number[] =>
  [0, 1, 2].map((axis) => {
    const values = Array.from(positions).filter((_, at) => at % 3 === axis);
    return +(Math.max(...values) - Math.min(...values)).toFixed(4);
  });

/** A box one metre wide, two metres high and half a metre deep. */
const box = (() => {
  const mesh = cube({ side: 1 });
  return { ...mesh, positions: mesh.positions.map((value, at) => value * [1, 2, 0.5][at % 3]!) };
})();

describe('placeForFile', () => {
  it.each<[string, Parameters<typeof placeForFile>[1], string, number[]]>([
    ['unchanged', {}, '.obj', [1, 2, 0.5]],
    ['in centimetres', { units: 'cm' }, '.obj', [100, 200, 50]],
    ['in inches', { units: 'in' }, '.ply', [39.3701, 78.7402, 19.685]],
    ['z up', { up: 'z' }, '.stl', [1, 0.5, 2]],
    ['180 cm high', { units: 'cm', height: 180 }, '.obj', [90, 180, 45]],
    ['a .glb is in metres', { units: 'cm', height: 180 }, '.glb', [0.9, 1.8, 0.45]],
  ])('%s', (_, placement, format, expected) => {
    expect(extents(placeForFile(box, placement, format))).toEqual(expected);
  });

  it('is inverted by placeFromFile', () => {
    const placement = { units: 'mm', up: 'z' } as const;
    const back = placeFromFile(placeForFile(box, placement, '.obj'), placement);
    for (const [at, value] of back.positions.entries()) expect(value).toBeCloseTo(box.positions[at]!, 5);
  });

  it('rejects z up in a .glb, and a height for a mesh without height', () => {
    expect(() => checkPlacement({ up: 'z' }, '.glb')).toThrow(/y is up in every \.glb/);
    const flat = { positions: Float32Array.of(0, 0, 0, 1, 0, 0, 0, 0, 1), indices: Uint32Array.of(0, 1, 2) };
    expect(() => placeForFile(flat, { height: 2 }, '.obj')).toThrow(/must have a height/);
  });
});
