// Checks the landmarks of a person in a picture.
import type { Landmark } from '@vrn/voxel';
import { check } from '@vrn/voxel/internal';

const LANDMARKS = 16;

/**
 * Checks that landmarks, if given, are 16 arrays that begin with two numbers, row and column. NaN is accepted: it
 * stands for an unknown landmark.
 *
 * @throws {VolumetricError} `bad-landmarks`
 */
export function checkLandmarks(landmarks: readonly Landmark[] | undefined, caller: string): void {
  const count = Array.isArray(landmarks) ? landmarks.length : typeof landmarks;
  check(landmarks === undefined || count === LANDMARKS, 'bad-landmarks', () => {
    return `${caller}: landmarks must be the ${LANDMARKS} of MPII, got ${count}`;
  });
  const isPoint = (each: unknown): boolean =>
    Array.isArray(each) && each.length >= 2 && each.slice(0, 2).every((value) => typeof value === 'number');
  const wrong = landmarks?.findIndex((each) => !isPoint(each)) ?? -1;
  check(wrong < 0, 'bad-landmarks', () => {
    return `${caller}: landmarks must be [row, column, confidence?], got ${String(landmarks?.[wrong]).slice(0, 40)} at ${wrong}`;
  });
}
