// Bytes that can be read from anywhere: an array, a file of a browser, an open file of Node.
import { check } from '@vrn/voxel';
import { type Bytes, toBytes } from '@vrn/voxel/internal';

export interface RandomAccess {
  /** Bytes in all. */
  readonly size: number;
  /** So many bytes from there, or fewer where the file ends. */
  read(offset: number, length: number): Uint8Array | Promise<Uint8Array>;
}

/** A `Blob` or `File`, as far as it is used. */
export interface BlobLike {
  readonly size: number;
  slice(start: number, end: number): { arrayBuffer(): Promise<ArrayBuffer> };
}

/** A `FileHandle` of Node's `fs/promises`, as far as it is used. */
export interface HandleLike {
  stat(): Promise<{ readonly size: number }>;
  read(into: Uint8Array, at: number, length: number, position: number): Promise<{ readonly bytesRead: number }>;
}

export type ShardSource = Bytes | BlobLike | HandleLike | RandomAccess;

/**
 * Any of these as bytes that can be read from anywhere.
 *
 * @throws {VolumetricError} `bad-argument`
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

/** Also for buffers of another realm, which are not an `instanceof` of this one's. */
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
