// Tells whether a photograph has changed since an earlier run.
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { about } from '../../output/messages.js';

/** Identifies the content of a photograph. */
export interface PhotographStamp {
  readonly bytes: number;
  /** Time of the last change in milliseconds since 1970. */
  readonly modified: number;
  /** SHA-256 of the content, hexadecimal. */
  readonly sha256: string;
}

/** Reads a photograph and returns its stamp. */
export const stampOf = (file: string): Promise<PhotographStamp> =>
  about(file, async () => {
    const { size, mtimeMs } = await stat(file);
    const hash = createHash('sha256');
    for await (const chunk of createReadStream(file)) hash.update(chunk as Buffer);
    return { bytes: size, modified: mtimeMs, sha256: hash.digest('hex') };
  });

/** Returns whether a photograph matches its stamp. Reads the content only if the size is equal but the time is not. */
export async function isUnchanged(file: string, stamp: PhotographStamp): Promise<boolean> {
  const { size, mtimeMs } = await stat(file);
  if (size !== stamp.bytes) return false;
  return mtimeMs === stamp.modified || (await stampOf(file)).sha256 === stamp.sha256;
}
