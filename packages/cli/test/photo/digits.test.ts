// Tests the numbers that are drawn into previews.
import { describe, expect, it } from 'vitest';
import { drawNumber } from '../../src/photo/digits.js';

const SIZE = 64;
const COLOUR = [9, 200, 30] as const;

/** Returns the dots of a number: one character per 4 × 4 pixels of the label, `#` where it is lit. */
function dots(value: number, centre: readonly [number, number]): string[] {
  const data = new Uint8Array(SIZE * SIZE * 3).fill(255);
  drawNumber(data, SIZE, { value, centre, colour: COLOUR });
  const lines: string[] = [];
  for (let i = 0; i < SIZE; i++) {
    let line = '';
    for (let j = 0; j < SIZE; j++) {
      const red = data[(i * SIZE + j) * 3];
      line += red === COLOUR[0] ? '#' : red === 20 ? '.' : ' ';
    }
    if (line.trim() !== '' && i % 4 === 2) lines.push([...line.trim()].filter((_, at) => at % 4 === 0).join(''));
  }
  return lines;
}

describe('drawNumber', () => {
  it('draws every digit of a number on a dark label', () => {
    expect(dots(14, [32, 32])).toEqual([
      '.........',
      '..#..#.#.',
      '.##..#.#.',
      '..#..###.',
      '..#....#.',
      '.###...#.',
      '.........',
    ]);
  });

  it('keeps the label within the image', () => {
    expect(dots(3, [-40, 500])).toEqual(dots(3, [32, 32]));
  });
});
