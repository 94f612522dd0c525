// Writes and reads parts of unfinished shards: files of a few samples each, so that interrupted work can resume.
import { createHash } from 'node:crypto';
import * as fs from 'node:fs/promises';
import { writeFileAtomic } from '@vrn/voxel/internal';

/** Length in bytes of the digest at the end of a part. */
const DIGEST_BYTES = 32;

const digestOf = (bytes: Uint8Array): Buffer => createHash('sha256').update(bytes).digest();

/** Writes samples, each preceded by its length (uint32, little-endian), then the SHA-256 digest of all these bytes. */
export async function writePart(file: string, samples: readonly Uint8Array[]): Promise<void> {
  const content = Buffer.concat(
    samples.flatMap((sample) => {
      const length = Buffer.alloc(4);
      length.writeUInt32LE(sample.length);
      return [length, sample];
    }),
  );
  await writeFileAtomic(fs, file, Buffer.concat([content, digestOf(content)]));
}

/** Reads the `count` samples of a part; undefined if the file is missing, damaged or has another number of samples. */
export async function readPart(file: string, count: number): Promise<Uint8Array[] | undefined> {
  const bytes = await fs.readFile(file).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return undefined;
    throw error;
  });
  if (bytes === undefined || bytes.length < DIGEST_BYTES) return undefined;
  const content = bytes.subarray(0, bytes.length - DIGEST_BYTES);
  if (!digestOf(content).equals(bytes.subarray(content.length))) return undefined;
  const samples: Uint8Array[] = [];
  for (let at = 0; at + 4 <= content.length; ) {
    const end = at + 4 + content.readUInt32LE(at);
    samples.push(content.subarray(at + 4, end));
    at = end;
  }
  return samples.length === count ? samples : undefined;
}
