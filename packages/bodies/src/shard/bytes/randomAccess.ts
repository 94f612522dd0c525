// Provides random access to bytes: of an array, of a browser's `Blob`, or of an open file of Node.js.
import { check } from '@vrn/voxel';
import { type Bytes, toBytes } from '@vrn/voxel/internal';

export interface RandomAccess {
  /** Size in bytes. */
  readonly size: number;
  /** Reads `length` bytes from `offset` on, or fewer if the file ends before. */
  read(offset: number, length: number): Uint8Array | Promise<Uint8Array>;
}

/** The members of a `Blob` or `File` that are used here. */
export interface BlobLike {
  readonly size: number;
  slice(start: number, end: number): { arrayBuffer(): Promise<ArrayBuffer> };
}

/** The methods of a `FileHandle` of `node:fs/promises` that are used here. */
export interface HandleLike {
  stat(): Promise<{ readonly size: number }>;
  read(into: Uint8Array, at: number, length: number, position: number): Promise<{ readonly bytesRead: number }>;
}

export type ShardSource = Bytes | BlobLike | HandleLike | RandomAccess;

/**
 * Wraps any source of a shard as random access to its bytes.
 *
 * @param caller  name of the public function, for messages.
 * @throws {VolumetricError} `bad-argument` for any other value
 *
 * @example
 * const file = await open('train-00000.vrns');  // of node:fs/promises
 * const shard = await readShard(file);
 */
export async function randomAccess(source: ShardSource, caller: string): Promise<RandomAccess> {
  if (isBytes(source)) {
    const bytes = toBytes(caller, source);
    return { size: bytes.length, read: (offset, length) => bytes.subarray(offset, offset + length) };
  }
  if (typeof source === 'object' && source !== null) {
    if ('arrayBuffer' in source && 'slice' in source) {
      const blob = source as BlobLike;
      return {
        size: blob.size,
        read: async (offset, length) => new Uint8Array(await blob.slice(offset, offset + length).arrayBuffer()),
      };
    }
    if ('stat' in source) return fromHandle(source);
    if ('size' in source && 'read' in source) return source as RandomAccess;
  }
  check(
    false,
    'bad-argument',
    () =>
      `${caller}: source must be bytes, a Blob, an open file, or { size, read }, got ${source === null ? 'null' : typeof source}`,
  );
}

/** Returns whether a value is a buffer or a view of one, including those of another realm, where `instanceof` fails. */
const isBytes = (source: unknown): source is Bytes =>
  ArrayBuffer.isView(source) || /^\[object (?:Shared)?ArrayBuffer\]$/.test(Object.prototype.toString.call(source));

async function fromHandle(handle: HandleLike): Promise<RandomAccess> {
  const { size } = await handle.stat();
  return {
    size,
    read: async (offset, length) => {
      const bytes = new Uint8Array(Math.max(0, Math.min(length, size - offset)));
      let done = 0;
      while (done < bytes.length) {
        const { bytesRead } = await handle.read(bytes, done, bytes.length - done, offset + done);
        if (bytesRead === 0) break;
        done += bytesRead;
      }
      return bytes.subarray(0, done);
    },
  };
}
