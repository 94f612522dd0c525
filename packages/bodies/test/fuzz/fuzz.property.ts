// Tests a few mutants with every reader; scripts/fuzz/bodies.mjs tests 20,000 per reader by default.
import { faultOf, mutantOf } from '@vrn/test-utils/fuzz';
import { describe, expect, it } from 'vitest';
import { READERS } from './readers.js';

const SEED = 5;
const MUTANTS = 150;

describe(`mutants of seed ${SEED}`, () => {
  it.each(READERS.map((reader) => [reader.name, reader] as const))(
    'of %s are read, or rejected with a message',
    async (_, reader) => {
      for (let n = 0; n < MUTANTS; n++) {
        const mutant = mutantOf(reader, SEED, n);
        // Time and memory depend on other work in the process, so only the scripts in scripts/fuzz check their limits.
        expect(await faultOf(reader, mutant), `mutant ${n}, file ${mutant.which}`).toBeUndefined();
      }
    },
  );
});
