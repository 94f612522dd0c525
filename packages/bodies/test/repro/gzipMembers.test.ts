// Assets in .gz files: checksums were not verified, and members after the first were dropped.
import { gzipSync } from 'node:zlib';
import { expect, it } from 'vitest';
import { readAssets } from '../../src/makehuman/assets/readAssets.js';
import { bytes, OBJ, RIG } from '../makehuman/standIns.js';

const NAME = 'targets/african-male-young.target.gz';
const TEXT = '0 1 0 0\n1 0 1 0\n2 0 0 1\n';

const target = (packed: Uint8Array): number[] => {
  const files: Record<string, Uint8Array> = {
    'base.obj': bytes(OBJ),
    'default.mhskel': bytes(RIG),
    'default_weights.mhw': bytes('{"weights":{}}'),
    [NAME]: packed,
  };
  const reader = { name: 'assets', list: () => Object.keys(files).sort(), read: (path: string) => files[path]! };
  return [...readAssets(reader).target('african-male-young')!.slice(0, 9)];
};

it('reads all members', () => {
  const first = gzipSync(TEXT.slice(0, 8));
  const second = gzipSync(TEXT.slice(8));
  expect(target(Buffer.concat([first, second]))).toEqual([1, 0, 0, 0, 1, 0, 0, 0, 1]);
});

it('refuses content with a wrong checksum or length, and data after the last member', () => {
  const packed = gzipSync(TEXT, { level: 0 });
  const changed = Buffer.from(packed);
  changed[changed.indexOf('0 1 0 0')] = '3'.charCodeAt(0);
  expect(() => target(changed)).toThrow(/african-male-young\.target\.gz: data must be intact gzip.*checksum/);
  const length = Buffer.from(packed);
  length[length.length - 1] = 1;
  expect(() => target(length)).toThrow(/length contradicts/);
  expect(() => target(Buffer.concat([packed, Buffer.from('more')]))).toThrow(/other bytes after its end/);
});

it('refuses a file that expands to more than any asset', () => {
  expect(() => target(gzipSync(Buffer.alloc(100e6)))).toThrow(/decompressed bytes/);
});
