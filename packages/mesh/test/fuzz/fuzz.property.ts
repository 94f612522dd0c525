// Tests a few mutants of every kind of mesh file; scripts/fuzz/mesh.mjs runs 20,000 of each.
import { faultOf, mutantOf } from '@vrn/test-utils/fuzz';
import { describe, expect, it } from 'vitest';
import { READERS } from './readers.js';

const SEED = 11;
const MUTANTS = 300;

describe(`mutants of seed ${SEED}`, () => {
  it.each(READERS.map((reader) => [reader.name, reader] as const))(
    'of %s are read, or rejected with a message',
    async (_, reader) => {
      for (let n = 0; n < MUTANTS; n++) {
        const mutant = mutantOf(reader, SEED, n);
        // Time and memory depend on other work in the process, so only scripts/fuzz/mesh.mjs checks their limits.
        expect(await faultOf(reader, mutant), `mutant ${n}, file ${mutant.which}`).toBeUndefined();
      }
    },
  );
});
