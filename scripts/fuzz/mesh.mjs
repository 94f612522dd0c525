// Fuzzes the readers of @vrn/mesh: .obj with its parts and materials, .ply, .stl and .glb.
//
//   node scripts/fuzz/mesh.mjs [mutants per reader, default 20000] [seed, default 1] [reader …]
//
// Every mutant must be read, or refused with a VolumetricError. The limits are 1 s + 1 µs per byte of CPU time, and
// memory of 64 MB + 20 times the file size. tsx runs the sources, so no build is needed. The exit code is 1 if a mutant
// exceeds a limit.
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const program = fileURLToPath(new URL('../../packages/mesh/test/fuzz/run.ts', import.meta.url));
const { status } = spawnSync(
  process.execPath,
  ['--conditions=@vrn/source', '--import', 'tsx', program, ...process.argv.slice(2)],
  { stdio: 'inherit' },
);
process.exit(status ?? 1);
