// Tests the missing parts of a person: cutting sides, landmarks outside the picture, and landmarks not found.
import type { Landmark } from '@vrn/voxel';
import { describe, expect, it } from 'vitest';
import { personMask } from '../../src/crop/mask.js';
import { skeletonOf } from '../../src/detect/joints/skeleton.js';
import { describeMissing, missingOf } from '../../src/detect/missing.js';
import { viewSquare } from '../../src/detect/viewSquare.js';

/** Landmarks of a person who stands upright at column 300 and is 1000 pixels tall, from row 20 to row 1020. */
const STANDING: readonly Landmark[] = [
  [960, 260],
  [715, 260],
  [470, 245],
  [470, 355],
  [715, 340],
  [960, 340],
  [470, 300],
  [180, 300],
  [150, 300],
  [0, 300],
  [510, 170],
  [360, 170],
  [190, 190],
  [190, 410],
  [360, 430],
  [510, 430],
].map(([row, column]): Landmark => [row! + 20, column!, 0.9]);

/** Returns the landmarks in a picture with the given number of rows; those below it have confidence 0. */
const seenIn = (rows: number): Landmark[] =>
  STANDING.map(([row, column, confidence]) => [row, column, row < rows ? confidence! : 0]);

/** Returns a picture and the person's mask: a box 300 pixels wide, from row 20 to row 1020 or the picture's end. */
function seen(rows: number) {
  const size = 120;
  const square = { left: -300, top: -100, side: 1200 };
  const data = Float32Array.from({ length: size * size }, (_, at) => {
    const [row, column] = [square.top + Math.floor(at / size) * 10, square.left + (at % size) * 10];
    return Number(row >= 20 && row < Math.min(1020, rows) && column >= 150 && column < 450);
  });
  return { photo: { rows, columns: 600, data: new Uint8Array(0) }, mask: personMask(data, size, square) };
}

describe('missingOf', () => {
  it('is empty for a completely visible person', () => {
    const { photo, mask } = seen(1100);
    const missing = missingOf(photo, mask, STANDING, 1000);
    expect(missing).toEqual({ cutBy: [], landmarks: [] });
    expect(describeMissing(missing)).toBe('');
  });

  it('returns the side that cuts the person, and the landmarks outside it', () => {
    const { photo, mask } = seen(700);
    const missing = missingOf(photo, mask, seenIn(700), 1000);
    expect(missing.cutBy).toEqual(['bottom']);
    expect(missing.landmarks).toEqual(
      ['right ankle', 'right knee', 'left knee', 'left ankle'].map((landmark) => ({
        landmark,
        reason: 'outside the picture',
      })),
    );
    expect(describeMissing(missing)).toBe(
      "cut off at the picture's bottom; outside the picture: right ankle, right knee, left knee, left ankle",
    );
  });

  it('distinguishes a hidden wrist from a wrist outside the picture', () => {
    const { photo, mask } = seen(1100);
    const hidden = STANDING.map((each, i): Landmark => (i === 15 ? [each[0], each[1], 0] : each));
    expect(missingOf(photo, mask, hidden, 1000)).toEqual({
      cutBy: [],
      landmarks: [{ landmark: 'left wrist', reason: 'not found' }],
    });
  });
});

describe('skeletonOf', () => {
  it("estimates the body's height from its longest bones, also if the legs are missing", () => {
    expect(skeletonOf(STANDING).height).toBeGreaterThan(900);
    expect(skeletonOf(STANDING).height).toBeLessThan(1100);
    expect(Math.abs(skeletonOf(seenIn(600)).height / skeletonOf(STANDING).height - 1)).toBeLessThan(0.05);
  });
});

describe('viewSquare', () => {
  it('is as large for a person whom the frame cuts as for the complete person', () => {
    const whole = viewSquare(seen(1100).mask, STANDING, { cutBy: [], height: 1000 });
    const cut = viewSquare(seen(700).mask, seenIn(700), { cutBy: ['bottom'], height: 1000 });
    expect(whole.side).toBeCloseTo(1250, 6);
    expect(Math.abs(cut.side / whole.side - 1)).toBeLessThan(0.05);
    expect(Math.abs(cut.top - whole.top)).toBeLessThan(50);
  });
});
