// Motion capture files (Biovision hierarchy): joints with their offsets, and their channels in every frame.
import { VolumetricError } from '@vrn/voxel';
import type { Vector } from '../../person/vectors.js';

export const CHANNELS = ['Xposition', 'Yposition', 'Zposition', 'Xrotation', 'Yrotation', 'Zrotation'] as const;

export type Channel = (typeof CHANNELS)[number];

export interface BvhJoint {
  readonly name: string;
  /** Number of the joint above, −1 at the root; parents stand before children. */
  readonly parent: number;
  /** From the parent, at rest, in the file's unit. */
  readonly offset: Vector;
  readonly channels: readonly Channel[];
  /** Where its first channel is in a frame. */
  readonly first: number;
  /** Offset of its end site, where it has one. */
  readonly end?: Vector;
}

export interface Bvh {
  readonly joints: readonly BvhJoint[];
  readonly frames: number;
  /** Seconds. */
  readonly frameTime: number;
  /** `[frames, channels]`: degrees, and the file's unit. */
  readonly motion: Float32Array;
}

/** No skeleton has as many joints, no clip as many numbers. */
const LIMITS = { joints: 4096, numbers: 1 << 28 } as const;

interface Open {
  name: string;
  parent: number;
  offset: Vector;
  channels: Channel[];
  first: number;
  end?: Vector;
}

/**
 * Reads a .bvh file.
 *
 * @param path for messages
 * @throws {VolumetricError} `bad-file`, with path and line
 * Cost: O(bytes).
 *
 * @example
 * const { joints, frames } = parseBvh(bytes, 'walk.bvh');
 *
 * Source: Meredith and Maddock, Motion Capture File Formats Explained, 2001.
 */
export function parseBvh(bytes: Uint8Array, path: string): Bvh {
  const lines = new TextDecoder().decode(bytes).split('\n');
  let line = -1;
  const fail = (what: string): VolumetricError => {
    const got = line < lines.length ? `'${lines[line]!.trim().slice(0, 60)}'` : 'the end of the file';
    return new VolumetricError(
      'bad-file',
      `parseBvh: ${path} line ${Math.min(line + 1, lines.length)} must ${what}, got ${got}`,
    );
  };
  /** Words of the next line that has any. */
  const next = (): string[] => {
    do line++;
    while (line < lines.length && lines[line]!.trim() === '');
    return line < lines.length ? lines[line]!.trim().split(/\s+/) : [];
  };
  const numbers = (words: readonly string[], count: number, what: string): number[] => {
    const values = words.map(Number);
    if (values.length !== count || !values.every(Number.isFinite)) throw fail(what);
    return values;
  };
  const offset = (): Vector => {
    const [word, ...rest] = next();
    if (word !== 'OFFSET') throw fail('be OFFSET x y z');
    const [x, y, z] = numbers(rest, 3, 'be OFFSET x y z');
    return [x!, y!, z!];
  };
  const brace = (which: '{' | '}') => {
    if (next()[0] !== which) throw fail(`be ${which}`);
  };

  const joints: Open[] = [];
  let width = 0;
  const begin = (name: string, parent: number): number => {
    if (joints.length >= LIMITS.joints) throw fail(`be within ${LIMITS.joints} joints`);
    brace('{');
    const at = joints.push({ name, parent, offset: offset(), channels: [], first: width }) - 1;
    return at;
  };
  if (next()[0] !== 'HIERARCHY') throw fail('be HIERARCHY');
  const root = next();
  if (root[0] !== 'ROOT' || root.length < 2) throw fail('be ROOT and a name');
  const open = [begin(root.slice(1).join(' '), -1)];
  while (open.length > 0) {
    const words = next();
    const at = open.at(-1)!;
    if (words[0] === 'CHANNELS') {
      const channels = words.slice(2);
      const known = channels.every((name) => (CHANNELS as readonly string[]).includes(name));
      if (!known || Number(words[1]) !== channels.length) throw fail('be CHANNELS, a count and as many known names');
      joints[at]!.channels = channels as Channel[];
      joints[at]!.first = width;
      width += channels.length;
    } else if (words[0] === 'JOINT' && words.length > 1) open.push(begin(words.slice(1).join(' '), at));
    else if (words[0] === 'End') {
      brace('{');
      joints[at]!.end = offset();
      brace('}');
    } else if (words[0] === '}') open.pop();
    else throw fail('be CHANNELS, JOINT, End Site or }');
  }
  if (next()[0] !== 'MOTION') throw fail('be MOTION');
  const [frames] = numbers(next().slice(1), 1, 'be Frames: and a count');
  if (!Number.isInteger(frames) || frames! < 1 || frames! * width > LIMITS.numbers)
    throw fail('be Frames: and a count above 0');
  const [frameTime] = numbers(next().slice(2), 1, 'be Frame Time: and seconds');
  if (frames! > lines.length - line) throw fail(`be followed by ${frames} frames`);
  const motion = new Float32Array(frames! * width);
  for (let frame = 0; frame < frames!; frame++) {
    motion.set(numbers(next(), width, `be frame ${frame + 1} of ${frames}: ${width} numbers`), frame * width);
  }
  return { joints, frames: frames!, frameTime: frameTime!, motion };
}
