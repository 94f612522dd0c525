// Converts buffers and views of buffers, such as those of `fetch` and `FileReader`, to `Uint8Array`.
import { VolumetricError } from './errors.js';

/** The types that functions accept as the bytes of a file. */
export type Bytes = Uint8Array | ArrayBuffer | ArrayBufferView;

/**
 * Returns the bytes of a buffer or a view as a `Uint8Array`.
 *
 * @param caller  name of the calling function, for the message.
 * @param input   `Uint8Array` (a Node.js `Buffer` is one), any other view, `ArrayBuffer` or `SharedArrayBuffer`.
 * @returns  a view of the same memory, or a copy if the memory is shared, since text decoders refuse shared memory.
 * @throws {VolumetricError} `bad-argument` for anything else.
 *
 * @example
 * toBytes('decodeNpy', await response.arrayBuffer());  // → Uint8Array
 */
export function toBytes(caller: string, input: Bytes): Uint8Array {
  if (ArrayBuffer.isView(input)) {
    const { buffer, byteOffset, byteLength } = input;
    const bytes = input instanceof Uint8Array ? input : new Uint8Array(buffer, byteOffset, byteLength);
    return kindOf(buffer) === 'SharedArrayBuffer' ? new Uint8Array(bytes) : bytes;
  }
  const kind = kindOf(input);
  if (kind === 'ArrayBuffer') return new Uint8Array(input);
  if (kind === 'SharedArrayBuffer') return new Uint8Array(input).slice();
  const got = typeof input === 'string' ? 'a string' : kind.toLowerCase();
  throw new VolumetricError('bad-argument', `${caller}: bytes must be a Uint8Array or an ArrayBuffer, got ${got}`);
}

/** Returns the name of a value's class. `instanceof` fails for buffers of another realm, such as an iframe. */
const kindOf = (value: unknown): string => Object.prototype.toString.call(value).slice('[object '.length, -1);
