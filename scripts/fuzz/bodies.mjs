// Fuzzes the readers of @vrn/bodies: samples, pictures, shards, gzip, clothes, BVH and Acclaim motions, scan folders.
//
//   node scripts/fuzz/bodies.mjs [mutants per reader, default 20000] [seed, default 1] [reader …]
//
// A mutant is a valid file with random changes. It must be read without a fault, or refused with a VolumetricError,
// within 1 s + 1 µs per byte of CPU time, and must not raise the peak memory by more than 64 MB + 20 times its size.
// The exit code is 1 if a mutant breaks these rules, and 2 for wrong arguments.
import { startFuzzer } from './start.mjs';

process.exitCode = startFuzzer('bodies', process.argv.slice(2));
