// Tests options of prints: the walls of tall prints are thick enough for `toPrint`.
import { toPrint } from '@vrn/reconstruct';
import { cube } from '@vrn/test-utils';
import { describe, expect, it } from 'vitest';
import { printOptions } from '../../src/output/print.js';

describe('printOptions', () => {
  it('keeps walls of 1 mm up to 200 mm', () => {
    const options = printOptions('stl', { printHeight: 150, printBase: undefined });
    expect(options).toEqual({ format: 'stl', base: 'feet', height: 150, minThickness: 1 });
  });

  it('makes the walls of tall prints thicker, so that a height that is too large for 1 mm prints', () => {
    expect(() => toPrint(cube(), { height: 1000 })).toThrow(/minThickness must be at least/);
    const options = printOptions('3mf', { printHeight: 1000, printBase: true });
    expect(options).toEqual({ format: '3mf', base: true, height: 1000, minThickness: 5 });
  });
});
