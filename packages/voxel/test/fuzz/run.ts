// Runs the fuzzer for many mutants; scripts/fuzz/voxel.mjs starts it.
import { runFuzzer } from '@vrn/test-utils/fuzz';
import { READERS } from './readers.js';

await runFuzzer(READERS, process.argv.slice(2));
