// Tests a few mutants of every kind of file; scripts/fuzz/bodies.mjs runs 20,000 of each.
import { random } from '@vrn/voxel';
import { describe, expect, it } from 'vitest';
import { faultOf, mutate, READERS } from './readers.js';

const SEED = 5;
const MUTANTS = 150;

describe(`mutants of seed ${SEED}`, () => {
  it.each(READERS.map((reader) => [reader.name, reader] as const))(
    'of %s are read or refused with a message',
    async (_, reader) => {
      for (let n = 0; n < MUTANTS; n++) {
        const rng = random(SEED).fork(n);
        const which = rng.integer(reader.files.length);
        const fault = await faultOf(reader, mutate(reader.files[which]!, rng), which);
        // Time depends on the load of the machine, so only the nightly script checks its limit.
        expect(fault?.endsWith(' ms') ? undefined : fault, `mutant ${n}, file ${which}`).toBeUndefined();
      }
    },
  );
});
