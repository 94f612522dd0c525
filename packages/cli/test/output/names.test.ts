// Tests that names of output files are unique in a run, independent of the order of the inputs, and short enough.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { outputNames } from '../../src/output/names.js';

describe('outputNames', () => {
  it.each<[what: string, files: string[], names: string[]]>([
    ['base names', ['a/one.jpg', 'b/two.png'], ['one', 'two']],
    ['files that differ in their ending', ['a/x.jpg', 'a/x.png'], ['x.jpg', 'x.png']],
    ['one name in two folders', ['/p/a/IMG.jpg', '/p/b/IMG.jpg'], ['a-IMG', 'b-IMG']],
    ['one name in two folders of one name', ['/p/a/x/IMG.jpg', '/p/b/x/IMG.jpg'], ['a-x-IMG', 'b-x-IMG']],
    ['others keep their names', ['/p/a/IMG.jpg', '/p/b/IMG.jpg', '/p/b/c.jpg'], ['a-IMG', 'b-IMG', 'c']],
    ['folders and endings', ['/p/a/x.jpg', '/p/a/x.png', '/p/b/x.jpg'], ['a-x', 'x.png', 'b-x']],
    ['names that differ in case', ['/p/a/IMG.jpg', '/p/b/img.jpg'], ['a-IMG', 'b-img']],
    ['a file called as another with its ending', ['a.jpg', 'a.png', 'a.png.webp'], ['a.jpg', 'a.png', 'a.png.webp']],
    ['a file called as another with its folder', ['/p/a/x.jpg', '/p/b/x.jpg', '/q/a-x.jpg'], ['a-x', 'b-x', 'a-x.jpg']],
  ])('%s', (_, files, names) => {
    expect(outputNames(files)).toEqual(names);
  });

  it('tells composed and decomposed letters of one name apart from each other', () => {
    const [a, b] = outputNames(['/p/a/\u00e9.jpg', '/p/b/e\u0301.jpg']);
    expect(a!.normalize('NFC')).not.toBe(b!.normalize('NFC'));
  });

  it('tells paths apart that read the same with hyphens', () => {
    const names = outputNames(['/a/b-c/x.jpg', '/a-b/c/x.jpg']);
    expect(new Set(names).size).toBe(2);
  });

  it('shortens names so that every ending fits into 255 bytes, and keeps them apart', () => {
    const long = ['ü'.repeat(125), `${'ü'.repeat(124)}ä`].map((name) => `/p/${name}.jpg`);
    const names = outputNames(long);
    for (const ending of ['.measures.png', '-999.preview.png']) {
      for (const name of names) expect(Buffer.byteLength(`${name}${ending}`)).toBeLessThanOrEqual(255);
    }
    expect(new Set(names).size).toBe(2);
    expect(names.join('')).not.toContain('\ufffd');
  });

  it('is unique and independent of the order for any set of paths (seed 7)', () => {
    const part = fc.constantFrom('a', 'b', 'a-b', 'A', 'x.y');
    const path = fc
      .tuple(fc.array(part, { maxLength: 3 }), part, fc.constantFrom('.jpg', '.png', ''))
      .map(([folders, name, ending]) => `/${[...folders, name].join('/')}${ending}`);
    fc.assert(
      fc.property(fc.uniqueArray(path, { maxLength: 8 }), (paths) => {
        const names = outputNames(paths);
        expect(new Set(names.map((name) => name.toLowerCase())).size).toBe(paths.length);
        expect(outputNames(paths.toReversed())).toEqual(names.toReversed());
      }),
      { seed: 7, numRuns: 500 },
    );
  });
});
