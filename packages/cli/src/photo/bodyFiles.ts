// Writes the files of a body: the .glb, the preview, and those that options request.
import { encodeObj } from '@vrn/mesh';
import { type Body, type PrintFacts, toPrint } from '@vrn/reconstruct';
import { encodeNpy } from '@vrn/voxel';
import { writeOutput, writeStandardOutput } from '../output/files.js';
import { outputName } from '../output/messages.js';
import { printOptions } from '../output/print.js';
import type { Photo } from './photo.js';
import { preview } from './preview.js';

/** Path that stands for standard output. */
const STANDARD_OUTPUT = '-';

/** Options of the command that select the files to write. */
export interface BodyFileOptions {
  readonly obj?: boolean;
  readonly volume?: boolean;
  readonly print?: '3mf' | 'stl';
  readonly printHeight?: number;
  readonly printBase?: boolean;
}

/** Returns the endings of the files that a body is written to. */
export const bodyEndings = ({ obj, volume, print }: BodyFileOptions): string[] => [
  ...['.glb', '.preview.png'],
  ...(obj ? ['.obj'] : []),
  ...(volume ? ['.npy'] : []),
  ...(print ? [`.${print}`] : []),
];

/** A file that was written, with its size in bytes. */
export interface WrittenFile {
  readonly file: string;
  readonly bytes: number;
}

/** A body, and its files; the .glb comes first. */
export interface Written {
  readonly body: Body;
  readonly files: readonly WrittenFile[];
  readonly print?: PrintFacts;
}

/** Writes a body to files whose paths begin with `stem`; for `-`, writes only the .glb, to standard output. */
export async function writeBody(
  photo: Photo,
  body: Body,
  stem: string,
  { obj, volume, print, printHeight, printBase }: BodyFileOptions,
): Promise<Written> {
  if (stem === STANDARD_OUTPUT) {
    const glb = await body.toGlb();
    await writeStandardOutput(glb);
    return { body, files: [{ file: outputName(stem), bytes: glb.length }] };
  }
  // The preview is compressed by another thread, while this one encodes the .glb.
  const [picture, glb] = await Promise.all([preview(photo, body), body.toGlb()]);
  const files: [string, Uint8Array | string][] = [
    [`${stem}.glb`, glb],
    [`${stem}.preview.png`, picture],
  ];
  if (obj) files.push([`${stem}.obj`, encodeObj(body.mesh)]);
  if (volume) files.push([`${stem}.npy`, encodeNpy(body.volume)]);
  const printed = print && toPrint(body, printOptions(print, { printHeight, printBase }));
  if (printed) files.push([`${stem}.${print}`, printed.file]);
  for (const [file, content] of files) await writeOutput(file, content);
  return {
    body,
    files: files.map(([file, content]) => ({ file, bytes: Buffer.byteLength(content) })),
    ...(printed && { print: printed.facts }),
  };
}
