// Defines the fuzzed readers of volume files, plain and compressed, with valid files of each.
import { gzipSync } from 'node:zlib';
import { type FuzzedReader, text } from '@vrn/test-utils/fuzz';
import { packed } from '../../src/core/volume.js';
import { decodeBinvox, encodeBinvox } from '../../src/files/binvox.js';
import { gunzip } from '../../src/files/gzip/gunzip.js';
import { decodeNpy, encodeNpy } from '../../src/files/npy.js';
import { decodeNrrd } from '../../src/files/nrrd.js';
import { decodeRaw, encodeRaw } from '../../src/files/raw.js';

interface Read {
  readonly data: ArrayLike<number>;
  readonly shape: readonly number[];
}

const SHAPE = [3, 4, 5] as const;
const soft = packed(
  Float32Array.from({ length: 60 }, (_, n) => n / 59),
  SHAPE,
);
const binary = packed(
  Uint8Array.from({ length: 60 }, (_, n) => (n % 7) & 1),
  SHAPE,
);
const softBytes = new Uint8Array(soft.data.buffer);

const nrrd = (encoding: string, data: Uint8Array, { type = 'uchar', newline = '\n' } = {}): Uint8Array => {
  const fields = `type: ${type}\ndimension: 3\nsizes: 5 4 3\nencoding: ${encoding}\nendian: little\n`;
  const place =
    'space: RAS\nspace directions: (0,1,0) (-2,0,0.1) (0,0,3)\nspace origin: (1,2,3)\nkey:=value\n# comment\n';
  const head = `NRRD0005\n${fields}${place}\n`.replaceAll('\n', newline);
  return Uint8Array.from([...text(head), ...data]);
};

/** Two members, as `cat a.gz b.gz` makes them. */
const members = Uint8Array.from([...gzipSync(binary.data.subarray(0, 20)), ...gzipSync(binary.data.subarray(20))]);
const GZIP_LIMIT = 1_000_000;

const TOKENS = ['dtype', "'shape': (9,)", '<f8', '|b1', 'sizes: ', 'dim 9 9 9\n', 'data\n', 'raw', 'gzip', 'text', '('];

const KINDS: readonly FuzzedReader[] = [
  {
    name: 'npy',
    files: [
      encodeNpy(soft),
      encodeNpy(binary, { dtype: 'b1', order: 'F', version: 2 }),
      encodeNpy(soft, { dtype: 'f8', order: 'F', version: 3 }),
      encodeNpy(soft, { dtype: 'f2' }),
    ],
    read: decodeNpy,
  },
  {
    name: 'binvox',
    files: [encodeBinvox(binary), encodeBinvox(binary, { version: 2 })],
    read: (mutant) => decodeBinvox(mutant).volume,
  },
  {
    name: 'nrrd',
    files: [
      nrrd('raw', binary.data),
      nrrd('raw', softBytes, { type: 'float', newline: '\r\n' }),
      nrrd('text', text(binary.data.join(' '))),
      nrrd('text', text(soft.data.join(' , ')), { type: 'double' }),
    ],
    read: async (mutant) => (await decodeNrrd(mutant)).volume,
  },
  {
    name: 'nrrd gzip',
    files: [nrrd('gzip', gzipSync(binary.data)), nrrd('gz', members), nrrd('gzip', gzipSync(softBytes, { level: 0 }))],
    read: async (mutant) => (await decodeNrrd(mutant)).volume,
  },
  { name: 'raw', files: [encodeRaw(soft)], read: (mutant) => decodeRaw(mutant, SHAPE) },
  {
    name: 'gzip',
    files: [members, gzipSync(softBytes), gzipSync('0 1 0 0\n'.repeat(100), { level: 9 })],
    read: (mutant) => {
      const data = gunzip(mutant, { limit: GZIP_LIMIT, caller: 'gunzip' });
      return { data, shape: [data.length] };
    },
  },
];

/** Describes a volume whose length differs from its shape; undefined if it does not. */
function faultIn({ data, shape }: Read): string | undefined {
  const size = shape.reduce((product, n) => product * n, 1);
  return data.length === size ? undefined : `returned ${data.length} numbers for ${size} voxels`;
}

export const READERS: readonly FuzzedReader[] = KINDS.map((reader) => ({
  ...reader,
  tokens: TOKENS.map(text),
  faultIn,
}));
