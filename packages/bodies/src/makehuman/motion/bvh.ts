// Reads motion capture files in the Biovision hierarchy format: joints with offsets, and channel values per frame.
import type { Vector } from '../../person/vectors.js';
import { type LineReader, lineReader } from './lineReader.js';

export const CHANNELS = ['Xposition', 'Yposition', 'Zposition', 'Xrotation', 'Yrotation', 'Zrotation'] as const;

export type Channel = (typeof CHANNELS)[number];

export interface BvhJoint {
  readonly name: string;
  /** Index of the parent joint, −1 at the root; parents come before children. */
  readonly parent: number;
  /** Position relative to the parent at rest, in the file's unit. */
  readonly offset: Vector;
  readonly channels: readonly Channel[];
  /** Index of the joint's first channel within a frame. */
  readonly first: number;
  /** Offset of the joint's end site, if it has one. */
  readonly end?: Vector;
}

export interface Bvh {
  readonly joints: readonly BvhJoint[];
  readonly frames: number;
  /** Seconds per frame. */
  readonly frameTime: number;
  /** `[frames, channels]`: rotations in degrees, positions in the file's unit. */
  readonly motion: Float32Array;
}

/** Maximum number of joints, and of values in all frames; no real clip has as many. */
const MAX_JOINTS = 4096;
const MAX_NUMBERS = 1 << 28;
/** Number of missing characters above which a count of frames is rejected before allocation. */
const SMALL_FILE = 65_536;

interface OpenJoint {
  name: string;
  parent: number;
  offset: Vector;
  channels: Channel[];
  first: number;
  end?: Vector;
}

/**
 * Parses a .bvh file.
 *
 * @param path  named in error messages.
 * @throws {VolumetricError} `bad-file`, with path and line; also for values that are not finite in single precision
 * Cost: O(bytes) time and memory.
 *
 * @example
 * const { joints, frames } = parseBvh(bytes, 'walk.bvh');
 *
 * Source: Meredith and Maddock, Motion Capture File Formats Explained, 2001.
 */
export function parseBvh(bytes: Uint8Array, path: string): Bvh {
  const lines = lineReader(new TextDecoder().decode(bytes), `parseBvh: ${path}`);
  const { joints, width } = readHierarchy(lines);
  if (lines.next()[0] !== 'MOTION') throw lines.fail('be MOTION');
  const [frames] = lines.numbers(lines.next().slice(1), 1, 'be Frames: and a count') as [number];
  if (!Number.isInteger(frames) || frames < 1 || frames * width > MAX_NUMBERS) {
    throw lines.fail('be Frames: and a count above 0');
  }
  const [frameTime] = lines.numbers(lines.next().slice(2), 1, 'be Frame Time: and seconds') as [number];
  // A value and its separator take at least two characters, so counts far too large are rejected before allocation.
  // Small mismatches get the message of the first missing frame instead.
  if (frames * Math.max(1, 2 * width - 1) > lines.left() + SMALL_FILE)
    throw lines.fail(`be followed by ${frames} frames`);
  const motion = new Float32Array(frames * width);
  for (let frame = 0; frame < frames; frame++) {
    lines.row(motion, frame * width, width, () => `be frame ${frame + 1} of ${frames}: ${width} numbers`);
  }
  return { joints, frames, frameTime, motion };
}

/** Parses the joints, parents first, and counts their channels. */
function readHierarchy(lines: LineReader): { joints: OpenJoint[]; width: number } {
  const joints: OpenJoint[] = [];
  let width = 0;
  const begin = (name: string, parent: number): number => {
    if (joints.length >= MAX_JOINTS) throw lines.fail(`be within ${MAX_JOINTS} joints`);
    brace(lines, '{');
    return joints.push({ name, parent, offset: offsetOf(lines), channels: [], first: width }) - 1;
  };
  if (lines.next()[0] !== 'HIERARCHY') throw lines.fail('be HIERARCHY');
  const root = lines.next();
  if (root[0] !== 'ROOT' || root.length < 2) throw lines.fail('be ROOT and a name');
  const open = [begin(root.slice(1).join(' '), -1)];
  while (open.length > 0) {
    const words = lines.next();
    const at = open.at(-1)!;
    if (words[0] === 'CHANNELS') {
      const channels = words.slice(2);
      const known = channels.every((name) => (CHANNELS as readonly string[]).includes(name));
      if (!known || Number(words[1]) !== channels.length) {
        throw lines.fail('be CHANNELS, a count and as many known names');
      }
      joints[at]!.channels = channels as Channel[];
      joints[at]!.first = width;
      width += channels.length;
    } else if (words[0] === 'JOINT' && words.length > 1) open.push(begin(words.slice(1).join(' '), at));
    else if (words[0] === 'End') {
      brace(lines, '{');
      joints[at]!.end = offsetOf(lines);
      brace(lines, '}');
    } else if (words[0] === '}') open.pop();
    else throw lines.fail('be CHANNELS, JOINT, End Site or }');
  }
  return { joints, width };
}

function brace(lines: LineReader, which: '{' | '}'): void {
  if (lines.next()[0] !== which) throw lines.fail(`be ${which}`);
}

function offsetOf(lines: LineReader): Vector {
  const [word, ...rest] = lines.next();
  if (word !== 'OFFSET') throw lines.fail('be OFFSET x y z');
  return lines.numbers(rest, 3, 'be OFFSET x y z') as unknown as Vector;
}
