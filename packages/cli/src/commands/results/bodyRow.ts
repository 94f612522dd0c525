// Defines the row of a body, which records of a batch store and from which the CSV and the contact sheets are made.
import { basename } from 'node:path';
import { signedVolume } from '@vrn/mesh';
import type { Facts } from '@vrn/reconstruct';
import type { TriangleMesh } from '@vrn/voxel';
import type { Written } from '../../photo/bodyFiles.js';

/** A file of a body: its name in the output folder, and its size. */
export interface RowFile {
  readonly name: string;
  readonly bytes: number;
}

/** One body, or one failure. Plain JSON; fields of the body are absent from failures. */
export interface BodyRow {
  /** Path of the photograph as it was given. */
  readonly photograph: string;
  /** Number of the person, from 1, best first. Absent if the photograph failed as a whole. */
  readonly person?: number;
  readonly status: 'done' | 'failed';
  /** The error, or the warnings, separated by `; `. */
  readonly message: string;
  /** The files of the body, the .glb first. */
  readonly files: readonly RowFile[];
  /** Number of people found in the photograph. */
  readonly people?: number;
  readonly triangles?: number;
  /** Enclosed volume, in cubic units of the .glb. */
  readonly volume?: number;
  /** Extent along y, in units of the .glb. */
  readonly height?: number;
  /** Number of landmarks found, of 16. */
  readonly landmarks?: number;
  /** Sides of the photograph that cut the person, and landmarks that lie outside it or were not found. */
  readonly missing?: readonly string[];
  readonly silhouetteIou?: number;
  readonly networkSilhouetteIou?: number;
  readonly engine?: string;
  /** Duration in seconds; for the first body of a photograph, including the search for people. */
  readonly seconds?: number;
}

export interface MadeRowOptions {
  readonly engine: string;
  readonly seconds: number;
  /** Warnings about the photograph. */
  readonly warnings: readonly string[];
}

/** Returns the row of a body that was written. */
export function madeRow(
  photograph: string,
  { body: { mesh, facts }, files, print }: Written,
  { engine, seconds, warnings }: MadeRowOptions,
): BodyRow {
  return {
    photograph,
    person: facts.people?.number ?? 1,
    status: 'done',
    message: [...new Set([...warnings, ...facts.warnings, ...(print?.warnings ?? [])])].join('; '),
    files: files.map(({ file, bytes }) => ({ name: basename(file), bytes })),
    people: facts.people?.found ?? 1,
    triangles: facts.triangles,
    volume: signedVolume(mesh),
    height: heightOf(mesh),
    landmarks: facts.landmarks,
    missing: missingParts(facts),
    silhouetteIou: facts.silhouetteIou,
    networkSilhouetteIou: facts.signs.networkSilhouetteIou,
    engine,
    seconds,
  };
}

/** Returns the row of a photograph, or of one of its people, that failed. */
export const failedRow = (photograph: string, message: string, person?: number): BodyRow => ({
  photograph,
  ...(person !== undefined && { person }),
  status: 'failed',
  message,
  files: [],
});

function heightOf({ positions }: TriangleMesh): number {
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (let at = 1; at < positions.length; at += 3) {
    low = Math.min(low, positions[at]!);
    high = Math.max(high, positions[at]!);
  }
  return high - low;
}

const missingParts = ({ missing: { cutBy, landmarks } }: Pick<Facts, 'missing'>): string[] => [
  ...cutBy.map((side) => `cut at the ${side}`),
  ...landmarks.map(({ landmark, reason }) => `${landmark} ${reason}`),
];
