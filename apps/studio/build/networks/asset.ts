// Names files of the page by a hash of their content, so that browsers can cache them for good.
import { createHash } from 'node:crypto';

/** A file of the page. */
export interface Asset {
  /** Path relative to the page. */
  readonly path: string;
  readonly source: Uint8Array;
}

/** Number of hexadecimal digits of the content hash in a file's name. */
const HASH_LENGTH = 8;

/** Makes an asset whose file name contains a hash of its content. */
export function asset(name: string, ending: string, source: Uint8Array): Asset {
  const hash = createHash('sha256').update(source).digest('hex').slice(0, HASH_LENGTH);
  return { path: `assets/${name}-${hash}.${ending}`, source };
}
