// Runs the fuzzer for many mutants; scripts/fuzz/mesh.mjs starts it.
import { random } from '@vrn/voxel';
import { faultOf, mutate, READERS } from './readers.js';

const [count = 20_000, seed = 1] = process.argv.slice(2, 4).map(Number);
const names = process.argv.slice(4);
let faults = 0;
for (const reader of READERS.filter(({ name }) => names.length === 0 || names.includes(name))) {
  const began = performance.now();
  for (let n = 0; n < count; n++) {
    const rng = random(seed).fork(n);
    const fault = await faultOf(reader, mutate(reader.files[rng.integer(reader.files.length)]!, rng));
    if (fault === undefined) continue;
    faults++;
    console.log(`${reader.name}: mutant ${n} of seed ${seed}: ${fault}`);
  }
  console.log(`${reader.name}: ${count} mutants in ${Math.round((performance.now() - began) / 1000)} s`);
}
process.exitCode = faults === 0 ? 0 : 1;
