// Runs all fuzzers with 20,000 mutants per reader: `node scripts/fuzz/nightly.mjs [seed, default 1]`.
import { startFuzzer } from './start.mjs';

const MUTANTS = '20000';
const [seed = '1'] = process.argv.slice(2);
const codes = ['voxel', 'mesh', 'bodies', 'vrn-model'].map((folder) => startFuzzer(folder, [MUTANTS, seed]));
process.exitCode = Math.max(...codes);
