// Converts people and their masks to reports for the page, and the page's masks to the form that `reconstruct` accepts.
import type { GivenMask, Person, PersonMask } from '@vrn/reconstruct';
import type { MaskData, PersonReport } from '../protocol/calls.js';

/** Returns a copy of a mask's data for the page. */
export const maskData = ({ data, shape, square }: PersonMask): MaskData => ({
  data: Float32Array.from(data),
  size: shape[0]!,
  square,
});

/** Returns a mask of the page in the form that `reconstruct` accepts. */
export const givenMask = ({ data, size, square }: MaskData): GivenMask => ({
  data,
  shape: [size, size],
  stride: [size, 1],
  offset: 0,
  square,
});

/** Returns the report of a person, with a copy of the mask. */
export function reportPerson({ number, square, landmarks, mask, missing, warnings }: Person): PersonReport {
  return { number, square, landmarks, mask: maskData(mask), missing, warnings };
}
