// Tests a few mutants of every kind of mesh file; scripts/fuzz/mesh.mjs runs 20,000 of each.
import { random } from '@vrn/voxel';
import { describe, expect, it } from 'vitest';
import { faultOf, mutate, READERS } from './readers.js';

const SEED = 11;
const MUTANTS = 300;

describe(`mutants of seed ${SEED}`, () => {
  it.each(READERS.map((reader) => [reader.name, reader] as const))(
    'of %s are read, or rejected with a message',
    async (_, reader) => {
      for (let n = 0; n < MUTANTS; n++) {
        const rng = random(SEED).fork(n);
        const fault = await faultOf(reader, mutate(reader.files[rng.integer(reader.files.length)]!, rng));
        // Time depends on the load of the machine, so only the nightly script checks its limit.
        expect(fault?.endsWith(' ms') ? undefined : fault, `mutant ${n}`).toBeUndefined();
      }
    },
  );
});
