// Fuzzes the readers of @vrn/bodies: stored samples and their pictures, shards, scan folders, gzip members, count fields.
//
//   node scripts/fuzz/bodies.mjs [mutants per reader, default 20000] [seed, default 1] [reader …]
//
// Every mutant must be read, or refused with a VolumetricError, within 1 s + 1 µs per byte of time and 64 MB + 20 × the
// file of memory. Sources run through tsx, so no build is needed. Exit code 1 where a mutant breaks a bound.
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const program = fileURLToPath(new URL('../../packages/bodies/test/fuzz/run.ts', import.meta.url));
const { status } = spawnSync(
  process.execPath,
  ['--expose-gc', '--conditions=@vrn/source', '--import', 'tsx', program, ...process.argv.slice(2)],
  { stdio: 'inherit' },
);
process.exit(status ?? 1);
