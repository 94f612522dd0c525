// Tests that the loops over lines of the usual forms give the same result as the general reader: a space at the start
// of every v or f line, which only the general reader accepts, must not change the result.
import { VolumetricError } from '@vrn/voxel';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { readObj } from '../../../src/files/obj/objFile.js';

const SETTINGS = { seed: 20_180_911, numRuns: 3000 };

const number = fc.oneof(
  { weight: 4, arbitrary: fc.double({ min: -2, max: 2, noNaN: true }).map((value) => String(Math.fround(value))) },
  { weight: 4, arbitrary: fc.integer({ min: -2000, max: 2000 }).map((value) => (value / 1000).toFixed(6)) },
  fc.double({ noNaN: true }).map(String),
  fc.constantFrom(
    '-0',
    '+1',
    '.5',
    '5.',
    '1e3',
    '1E-3',
    '1e+2',
    '0.1234567890123456789',
    '1e38',
    '3.4028235e38',
    '1e39',
  ),
  fc.constantFrom(
    '1e-30',
    '123456789012345',
    '1234567890123456',
    '-',
    '.',
    'e5',
    '1e',
    '1.5.2',
    'nan',
    '-inf',
    '0x1',
    '1#',
  ),
);
const usual = fc.integer({ min: -2000, max: 2000 }).map((value) => String(value / 1000));
const index = fc.oneof(
  { weight: 12, arbitrary: fc.integer({ min: 1, max: 4 }).map(String) },
  fc.constantFrom('0', '-1', '9', '00002', '1234567890', '+1', 'x', ''),
);
const gap = fc.oneof({ weight: 8, arbitrary: fc.constant(' ') }, fc.constantFrom('  ', '\t', ' \\\n', ' \r'));
const ending = fc.oneof(
  { weight: 8, arbitrary: fc.constant('') },
  fc.constantFrom(' ', '\r', ' \r', ' # note', '\t\r'),
);

const joined = (words: fc.Arbitrary<readonly string[]>) =>
  fc
    .record({ words, gaps: fc.array(gap, { minLength: 9, maxLength: 9 }), ending })
    .map(({ words: all, gaps, ending: end }) => all.reduce((line, word, i) => line + gaps[i % 9] + word) + end);

const row = (keywords: readonly string[], minLength: number, maxLength: number) =>
  joined(
    fc
      .tuple(fc.constantFrom(...keywords), fc.boolean())
      .chain(([keyword, odd]) =>
        fc.array(odd ? number : usual, { minLength, maxLength }).map((numbers) => [keyword, ...numbers]),
      ),
  );
const corner = fc.oneof(
  index,
  fc.tuple(index, index).map((numbers) => numbers.join('/')),
  fc.tuple(index, index).map((numbers) => numbers.join('//')),
  fc.tuple(index, index, index).map((numbers) => numbers.join('/')),
);
const ofOneForm = fc
  .tuple(
    fc.constantFrom<'' | 't' | 'n' | 'tn'>('', 't', 'n', 'tn'),
    fc.array(fc.integer({ min: 1, max: 4 }), { minLength: 3, maxLength: 3 }),
  )
  .map(([form, numbers]) => {
    return numbers.map((v) => ({ '': `${v}`, t: `${v}/${v}`, n: `${v}//${v}`, tn: `${v}/${v}/${v}` })[form]!);
  });
const face = joined(
  fc
    .oneof({ weight: 3, arbitrary: ofOneForm }, fc.array(corner, { minLength: 2, maxLength: 4 }))
    .chain((corners) => fc.constantFrom('f', 'F', 'fo').map((keyword) => [keyword, ...corners])),
);
const line = fc.oneof(
  { weight: 4, arbitrary: row(['v', 'V'], 3, 3) },
  row(['v'], 1, 7),
  { weight: 2, arbitrary: row(['vt', 'VT'], 1, 4) },
  { weight: 2, arbitrary: row(['vn', 'Vn'], 3, 3) },
  { weight: 4, arbitrary: face },
  fc.constantFrom('g left', 'usemtl red', '# note', '', 'l 1 2', 's off', 'vp 1'),
);
const usualStart = fc.constantFrom('', 'v 0 0 0\nv 1 0 0\nv 0 1 0\nv 0 0 1\nvt 0 0\nvt 1 0\nvt 1 1\nvt 0 1\n');

/** Returns the content of the file with its warnings, or the text of the error without the file size. */
function outcome(text: string, origin: readonly [number, number, number]): unknown {
  try {
    const { warnings, ...file } = readObj(new TextEncoder().encode(text), { caller: 'test', origin });
    return { ...file, warnings: warnings.list() };
  } catch (error) {
    if (!(error instanceof VolumetricError)) throw error;
    return `${error.code} ${error.message.replace(/in \d+ bytes/, 'in bytes')}`;
  }
}

it('gives the same content, warnings or error for lines that begin with a space', () => {
  const seen = { files: 0, errors: 0 };
  const file = fc.record({
    start: usualStart,
    lines: fc.array(line, { maxLength: 12 }),
    last: fc.constantFrom('', '\n'),
    origin: fc.constantFrom<readonly [number, number, number]>([0, 0, 0], [1, 2, -3]),
  });
  fc.assert(
    fc.property(file, ({ start, lines, last, origin }) => {
      const text = start + lines.join('\n') + last;
      const expected = outcome(text.replace(/^(?=[vVfF])/gm, ' '), origin);
      seen[typeof expected === 'string' ? 'errors' : 'files']++;
      expect(outcome(text, origin)).toEqual(expected);
    }),
    SETTINGS,
  );
  expect(Math.min(seen.files, seen.errors)).toBeGreaterThan(200);
});
