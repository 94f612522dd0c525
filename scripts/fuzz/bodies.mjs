// Fuzzes the readers of @vrn/bodies: stored samples, pictures, shards, scan folders, gzip members, assets, motions.
//
//   node scripts/fuzz/bodies.mjs [mutants per reader, default 20000] [seed, default 1] [reader …]
//
// A mutant is a valid file with random changes. It must be read without a fault, or refused with a VolumetricError. The
// limits are 1 s + 1 µs per byte in CPU time, and 64 MB + 20 times the file size in memory. The exit code is 1 if a
// mutant breaks these rules, and 2 for wrong arguments.
import { startFuzzer } from './start.mjs';

process.exitCode = startFuzzer('bodies', process.argv.slice(2));
