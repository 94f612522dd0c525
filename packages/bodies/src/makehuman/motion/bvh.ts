// Reads motion capture files in the Biovision hierarchy format: joints with offsets, and channel values per frame.
import { VolumetricError } from '@vrn/voxel';
import type { Vector } from '../../person/vectors.js';
import { isSingle } from '../assets/isSingle.js';

export const CHANNELS = ['Xposition', 'Yposition', 'Zposition', 'Xrotation', 'Yrotation', 'Zrotation'] as const;

export type Channel = (typeof CHANNELS)[number];

export interface BvhJoint {
  readonly name: string;
  /** Index of the parent joint, −1 at the root; parents come before children. */
  readonly parent: number;
  /** Position relative to the parent at rest, in the file's unit. */
  readonly offset: Vector;
  readonly channels: readonly Channel[];
  /** Index of its first channel within a frame. */
  readonly first: number;
  /** Offset of its end site, if it has one. */
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

/** Limits that exceed every real skeleton and clip. */
const MAX_JOINTS = 4096;
const MAX_NUMBERS = 1 << 28;
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
  const lines = lineReader(new TextDecoder().decode(bytes), path);
  const { joints, width } = readHierarchy(lines);
  if (lines.next()[0] !== 'MOTION') throw lines.fail('be MOTION');
  const [frames] = lines.numbers(lines.next().slice(1), 1, 'be Frames: and a count') as [number];
  if (!Number.isInteger(frames) || frames < 1 || frames * width > MAX_NUMBERS) {
    throw lines.fail('be Frames: and a count above 0');
  }
  const [frameTime] = lines.numbers(lines.next().slice(2), 1, 'be Frame Time: and seconds') as [number];
  // A value and its space take two characters, so counts that exceed the file's size are rejected before allocation.
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
    lines.brace('{');
    return joints.push({ name, parent, offset: lines.offset(), channels: [], first: width }) - 1;
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
      lines.brace('{');
      joints[at]!.end = lines.offset();
      lines.brace('}');
    } else if (words[0] === '}') open.pop();
    else throw lines.fail('be CHANNELS, JOINT, End Site or }');
  }
  return { joints, width };
}

/** Maximum number of words per line of the hierarchy. */
const MAX_WORDS = 64;

type LineReader = ReturnType<typeof lineReader>;

/** Reads a text line by line, without an array of lines. */
function lineReader(text: string, path: string) {
  let [from, line, number] = [0, '', 0];
  /** Advances to the next line that is not empty, and returns it; '' at the end. */
  const advance = (): string => {
    for (line = ''; line === '' && from < text.length; number++) {
      const newline = text.indexOf('\n', from);
      const end = newline < 0 ? text.length : newline;
      line = text.slice(from, end).trim();
      from = end + 1;
    }
    return line;
  };
  const fail = (what: string): VolumetricError => {
    const isEnd = line === '';
    const at = Math.max(1, isEnd && text.endsWith('\n') ? number + 1 : number);
    const got = isEnd ? 'the end of the file' : `'${line.slice(0, 60)}'`;
    return new VolumetricError('bad-file', `parseBvh: ${path} line ${at} must ${what}, got ${got}`);
  };
  const numbers = (words: readonly string[], count: number, what: string): number[] => {
    const values = words.map(Number);
    if (values.length !== count || !values.every(isSingle)) throw fail(what);
    return values;
  };
  const next = (): string[] => {
    const words: string[] = [];
    for (const [word] of advance().matchAll(/\S+/g)) {
      words.push(word);
      if (words.length > MAX_WORDS) throw fail(`have at most ${MAX_WORDS} words`);
    }
    return words;
  };
  return {
    fail,
    numbers,
    next,
    /** Number of characters that have not been read. */
    left: (): number => Math.max(0, text.length - from),
    brace: (which: '{' | '}'): void => {
      if (next()[0] !== which) throw fail(`be ${which}`);
    },
    offset: (): Vector => {
      const [word, ...rest] = next();
      if (word !== 'OFFSET') throw fail('be OFFSET x y z');
      return numbers(rest, 3, 'be OFFSET x y z') as unknown as Vector;
    },
    /** Parses a line of `count` numbers into an array. */
    row: (into: Float32Array, at: number, count: number, what: () => string): void => {
      let n = 0;
      for (const [word] of advance().matchAll(/\S+/g)) {
        const value = Number(word);
        if (n === count || !isSingle(value)) throw fail(what());
        into[at + n++] = value;
      }
      if (n < count) throw fail(what());
    },
  };
}
