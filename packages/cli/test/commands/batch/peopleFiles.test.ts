// Tests how many people an earlier run found in a photograph, as the facts in its .glb files state.
import { utimes, writeFile } from 'node:fs/promises';
import { encodeGlb } from '@vrn/mesh';
import { cube } from '@vrn/test-utils';
import { describe, expect, it } from 'vitest';
import { everybodysEndings } from '../../../src/commands/batch/peopleFiles.js';
import { temporaryFolder } from '../../fixtures/inProcess.js';

const at = temporaryFolder();

const body = (found: unknown) => encodeGlb(cube({ side: 1 }), { extras: { people: { found, number: 1 } } });

/** Number of people for whom files are expected. */
const peopleOf = async (name: string): Promise<number> => (await everybodysEndings(at(name), ['.glb'])).length;

describe('everybodysEndings', () => {
  it('are those of the first person where nothing was written', async () => {
    expect(await everybodysEndings(at('none', 'family'), ['.glb', '.obj'])).toEqual(['-1.glb', '-1.obj']);
  });

  it('are those of all people found, also if only the second was written', async () => {
    await writeFile(at('family-2.glb'), await body(3));
    const endings = await everybodysEndings(at('family'), ['.glb', '.obj']);
    expect(endings).toEqual(['-1.glb', '-1.obj', '-2.glb', '-2.obj', '-3.glb', '-3.obj']);
  });

  it('follow the newest file, and files of this photograph only', async () => {
    await writeFile(at('pair-1.glb'), await body(2));
    await writeFile(at('pair-4.glb'), await body(4));
    await writeFile(at('pair-of-1.glb'), await body(9));
    await utimes(at('pair-4.glb'), 1000, 1000);
    expect(await peopleOf('pair')).toBe(2);
  });

  it('ignore damaged files and numbers that cannot be', async () => {
    const whole = await body(5);
    await writeFile(at('cut-1.glb'), whole.subarray(0, 40));
    expect(await peopleOf('cut')).toBe(1);
    await writeFile(at('text-1.glb'), 'no model');
    expect(await peopleOf('text')).toBe(1);
    for (const found of [0, 1.5, 1e9, '3', null]) {
      await writeFile(at('odd-1.glb'), await body(found));
      expect(await peopleOf('odd'), String(found)).toBe(1);
    }
    await writeFile(at('whole-1.glb'), whole);
    expect(await peopleOf('whole')).toBe(5);
  });
});
