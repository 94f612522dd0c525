// Parts of a shard that is being made: some samples' bytes in a file each, so that what is interrupted can go on.
import { createHash, randomUUID } from 'node:crypto';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';

/** Bytes of the digest behind the samples. */
const DIGEST = 32;

const digestOf = (bytes: Uint8Array): Buffer => createHash('sha256').update(bytes).digest();

/** Samples' bytes, each behind its length, then a digest of all of it. Written beside its place and moved there whole. */
export async function writePart(file: string, samples: readonly Uint8Array[]): Promise<void> {
  const content = Buffer.concat(
    samples.flatMap((sample) => {
      const length = Buffer.alloc(4);
      length.writeUInt32LE(sample.length);
      return [length, sample];
    }),
  );
  await mkdir(dirname(file), { recursive: true });
  const temporary = `${file}.${randomUUID().slice(0, 8)}.tmp`;
  try {
    await writeFile(temporary, Buffer.concat([content, digestOf(content)]), { flush: true });
    await rename(temporary, file);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
}

/** The samples of a part; undefined where there is none, or where it is not as it was written. */
export async function readPart(file: string, count: number): Promise<Uint8Array[] | undefined> {
  const bytes = await readFile(file).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return undefined;
    throw error;
  });
  if (bytes === undefined || bytes.length < DIGEST) return undefined;
  const content = bytes.subarray(0, bytes.length - DIGEST);
  if (!digestOf(content).equals(bytes.subarray(content.length))) return undefined;
  const samples: Uint8Array[] = [];
  for (let at = 0; at + 4 <= content.length; ) {
    const end = at + 4 + content.readUInt32LE(at);
    samples.push(content.subarray(at + 4, end));
    at = end;
  }
  return samples.length === count ? samples : undefined;
}
