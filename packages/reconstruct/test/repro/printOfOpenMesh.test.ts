// The print of an open mesh was a thin shell without a warning; so was that of a mesh turned inside out.
import { box, insideOut } from '@vrn/test-utils';
import { expect, it } from 'vitest';
import { toPrint } from '../../src/print/toPrint.js';

const OPTIONS = { height: 40, minThickness: 2, base: false } as const;
const closed = box({ min: [0, 0, 0], max: [1, 2, 1] });

it('a closed box has no warning of that kind', () => {
  const { facts } = toPrint(closed, OPTIONS);
  expect(facts.warnings.join()).not.toMatch(/open|inside out/);
  expect(facts.cubicCentimetres).toBeGreaterThan(14);
});

it('an open box is warned of', () => {
  const open = { ...closed, indices: closed.indices.slice(6) };
  expect(toPrint(open, OPTIONS).facts.warnings).toContainEqual(
    expect.stringMatching(/the mesh is open \(4 edges with one triangle\)/),
  );
});

it('a box turned inside out is warned of', () => {
  expect(toPrint(insideOut(closed), OPTIONS).facts.warnings.join()).toMatch(/inside out/);
});
