// Tests rotated squares: quarter turns are exact, and points map to the places that their pixels come from.
import { random } from '@vrn/voxel';
import { describe, expect, it } from 'vitest';
import { cutTurned, fromTurned } from '../../src/crop/turnedSquare.js';

const SIZE = 32;
const rng = random(5);
const photo = {
  rows: SIZE,
  columns: SIZE,
  data: Uint8Array.from({ length: SIZE * SIZE * 3 }, () => rng.uniform(0, 256)),
};
const whole = { centre: { row: SIZE / 2 - 0.5, column: SIZE / 2 - 0.5 }, side: SIZE };

describe('cutTurned', () => {
  it.each([0, 1, 2, 3])('permutes the pixels exactly at %i quarter turns', (turns) => {
    const square = { ...whole, angle: (turns * Math.PI) / 2 };
    const view = cutTurned(photo, square, SIZE);
    for (let i = 0; i < SIZE; i++) {
      for (let j = 0; j < SIZE; j++) {
        const { row, column } = fromTurned(square, (i + 0.5) / SIZE - 0.5, (j + 0.5) / SIZE - 0.5);
        const from = (Math.round(row) * SIZE + Math.round(column)) * 3;
        expect(view.data[(i * SIZE + j) * 3]).toBe(photo.data[from]);
      }
    }
  });

  it('rotates a bright spot to where fromTurned says', () => {
    const dark = { ...photo, data: new Uint8Array(SIZE * SIZE * 3) };
    for (const at of [9, 10, 11])
      for (const to of [19, 20, 21]) dark.data.fill(255, (at * SIZE + to) * 3, (at * SIZE + to) * 3 + 3);
    const square = { ...whole, angle: 0.4 };
    const view = cutTurned(dark, square, SIZE);
    let [sum, row, column] = [0, 0, 0];
    for (let i = 0; i < SIZE; i++) {
      for (let j = 0; j < SIZE; j++) {
        // Subtracts the grey 128 of pixels outside the picture.
        const value = Math.max(0, view.data[(i * SIZE + j) * 3]! - 128);
        sum += value;
        row += value * ((i + 0.5) / SIZE - 0.5);
        column += value * ((j + 0.5) / SIZE - 0.5);
      }
    }
    const place = fromTurned(square, row / sum, column / sum);
    // Interpolation may move the spot by half a pixel.
    expect(Math.hypot(place.row - 10, place.column - 20)).toBeLessThan(0.5);
  });

  it('is grey outside the picture', () => {
    const far = { centre: { row: -100, column: -100 }, side: SIZE, angle: 0.3 };
    expect(cutTurned(photo, far, 8).data.every((value) => value === 128)).toBe(true);
  });
});
