// Parses command-line values: each function returns the value or throws an error that says what it must be.
import { InvalidArgumentError } from 'commander';
import type { PeopleChoice } from '../../photo/choosePeople.js';

export function positiveInteger(text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value) || value <= 0) throw new InvalidArgumentError('must be a positive integer.');
  return value;
}

export function nonNegativeInteger(text: string): number {
  const value = Number(text);
  if (text.trim() === '' || !Number.isSafeInteger(value) || value < 0) {
    throw new InvalidArgumentError('must be an integer, 0 or greater.');
  }
  return value;
}

export function finiteNumber(text: string): number {
  const value = Number(text);
  if (text.trim() === '' || !Number.isFinite(value)) throw new InvalidArgumentError('must be a number.');
  return value;
}

export function positiveNumber(text: string): number {
  const value = finiteNumber(text);
  if (value <= 0) throw new InvalidArgumentError('must be a number greater than 0.');
  return value;
}

/** Maximum height of a person in metres. Larger numbers are probably centimetres. */
const MAX_PERSON_HEIGHT = 3;

/** Parses the height of a person in metres, above 0 and at most 3. */
export function personHeight(text: string): number {
  const value = finiteNumber(text);
  if (value <= 0 || value > MAX_PERSON_HEIGHT) {
    throw new InvalidArgumentError(`must be metres, above 0 and at most ${MAX_PERSON_HEIGHT}, as 1.82.`);
  }
  return value;
}

/** Parses the elevation of a camera in degrees, from −90 to 90. */
export function elevationDegrees(text: string): number {
  const value = finiteNumber(text);
  if (Math.abs(value) > 90) throw new InvalidArgumentError('must be degrees from -90 to 90.');
  return value;
}

/** Parses the angle of view of a photograph: degrees from 0 to below 180, or `exif`. */
export function fieldOfViewChoice(text: string): number | 'exif' {
  if (text === 'exif') return text;
  const value = Number(text.trim() === '' ? Number.NaN : text);
  if (!(value >= 0 && value < 180)) throw new InvalidArgumentError('must be exif, or degrees from 0 to below 180.');
  return value;
}

/** Parses the free space on each side of a mesh: a fraction of the grid's length, from 0 to below 0.5. */
export function marginFraction(text: string): number {
  const value = finiteNumber(text);
  if (value < 0 || value >= 0.5) throw new InvalidArgumentError('must be a number from 0 to below 0.5.');
  return value;
}

/** Maximum number of voxels: 2³¹ − 1, the maximum length of a typed array in some JavaScript engines. */
const MAX_VOXELS = 2 ** 31 - 1;

/**
 * Parses the size of a grid: `128`, `128x256x96` or `128,256,96`.
 *
 * @returns  `[rows, columns, slices]`.
 * @throws {InvalidArgumentError} for anything else, and for more than 2³¹ − 1 voxels.
 */
export function gridShape(text: string): [number, number, number] {
  const parts = text.split(/[,x×]/i).map((part) => Number(part.trim() === '' ? Number.NaN : part));
  if (!parts.every((part) => Number.isSafeInteger(part) && part > 0)) {
    throw new InvalidArgumentError('must be positive integers: one number, or rows x columns x slices as 128x256x96.');
  }
  if (parts.length !== 1 && parts.length !== 3) {
    throw new InvalidArgumentError('must be one number, or rows x columns x slices as 128x256x96.');
  }
  const shape = (parts.length === 1 ? [parts[0]!, parts[0]!, parts[0]!] : parts) as [number, number, number];
  const voxels = shape[0] * shape[1] * shape[2];
  if (voxels > MAX_VOXELS) {
    throw new InvalidArgumentError(
      `must have at most ${MAX_VOXELS.toLocaleString('en-US')} voxels, got ${voxels.toLocaleString('en-US')}, which would take ${(voxels / 1e9).toFixed(1)} GB of memory at one byte per voxel.`,
    );
  }
  return shape;
}

/** Parses `all`, the number of a person from 1, or a position `x,y` in pixels of the photograph. */
export function peopleChoice(text: string): PeopleChoice {
  if (text === 'all') return 'all';
  const parts = text.split(',').map((part) => Number(part.trim() === '' ? Number.NaN : part));
  const [first, second] = parts;
  if (parts.length === 1 && Number.isSafeInteger(first) && first! > 0) return { number: first! };
  if (parts.length === 2 && parts.every((part) => Number.isFinite(part) && part >= 0)) return { x: first!, y: second! };
  throw new InvalidArgumentError('must be all, the number of a person from 1, or x,y in pixels of the photograph.');
}

/** Parses a point: `x,y,z`. */
export function point(text: string): [number, number, number] {
  const parts = text.split(',').map((part) => Number(part.trim() === '' ? Number.NaN : part));
  if (parts.length !== 3 || !parts.every(Number.isFinite)) throw new InvalidArgumentError('must be x,y,z.');
  return parts as [number, number, number];
}
