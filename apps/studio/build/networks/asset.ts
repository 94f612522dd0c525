// Names files of the page by their content, so that browsers may keep them for good.
import { createHash } from 'node:crypto';

/** A file of the page. */
export interface Asset {
  /** Path relative to the page. */
  readonly path: string;
  readonly source: Uint8Array;
}

/** Digits of a file's hash in its name. */
const HASH_LENGTH = 8;

/** Names a file. */
export function asset(name: string, ending: string, source: Uint8Array): Asset {
  const hash = createHash('sha256').update(source).digest('hex').slice(0, HASH_LENGTH);
  return { path: `assets/${name}-${hash}.${ending}`, source };
}
