// Gzip, no further than was promised.
import { check, VolumetricError } from '../core/errors.js';

/** Deflate's bound: no byte of it unfolds into more. */
const MOST_PER_BYTE = 1032;

/**
 * What gzip has packed, of known length. Stops as soon as there is more, or less can come.
 *
 * The platform's own `DecompressionStream` does the work: no dependency, in Node from 18 on and in browsers since 2023.
 *
 * @param length  bytes that must come out.
 * @throws {VolumetricError} `bad-file`
 * Cost: time and memory of what comes out, never more than `length` and one chunk.
 */
export async function gunzip(
  bytes: Uint8Array,
  { length, caller }: { readonly length: number; readonly caller: string },
): Promise<Uint8Array> {
  check(length <= MOST_PER_BYTE * bytes.length, 'bad-file', () => {
    return `${caller}: data must unfold into ${length} bytes, got ${bytes.length} bytes of gzip, which cannot: the file is cut short`;
  });
  const stream = new DecompressionStream('gzip');
  const writer = stream.writable.getWriter();
  const reader = stream.readable.getReader();
  // What goes wrong in the writing comes out of the reading as well.
  const written = writer
    .write(bytes as Uint8Array<ArrayBuffer>)
    .then(() => writer.close())
    .catch(() => undefined);
  const chunks: Uint8Array[] = [];
  let got = 0;
  try {
    for (let part = await reader.read(); !part.done; part = await reader.read()) {
      got += part.value.length;
      if (got > length) break;
      chunks.push(part.value);
    }
  } catch (cause) {
    throw new VolumetricError('bad-file', `${caller}: data must be whole gzip, got an error after ${got} bytes`, {
      cause,
    });
  } finally {
    await reader.cancel().catch(() => undefined);
    await written;
  }
  check(got === length, 'bad-file', () => {
    return `${caller}: data must unfold into ${length} bytes, got ${got > length ? 'more' : `${got}: the file is cut short`}`;
  });
  const out = new Uint8Array(length);
  let at = 0;
  for (const chunk of chunks) {
    out.set(chunk, at);
    at += chunk.length;
  }
  return out;
}
