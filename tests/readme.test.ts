// Tests that code blocks of all documents run on the sources, that shell blocks name existing commands, and that the
// figures of README.md are current.
import { execFile } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { runExample } from '@vrn/test-utils/docExamples';
import { build } from 'esbuild';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { withFigures } from '../bench/figures.mjs';
import { SOURCE } from '../scripts/workspace.mjs';
import { type Block, blocksOf, documents, indentedBlocksOf, root, textOf } from './readme/documents.js';
import { CHECKS, GIVEN, shardBytes } from './readme/given.js';
import { commandsOf, faultOf } from './readme/shell.js';

const blocks = documents().flatMap((document) => blocksOf(document));
/** Languages of programs, which are run, and of shell lines, whose commands are checked. */
const PROGRAMS = ['ts', 'js', 'html'];
const SHELL = ['sh'];
/** Languages of data, which are parsed, and of plain text and drawings. */
const DATA = ['json'];
const PLAIN = ['text', 'mermaid'];
const programs = blocks.filter(({ language }) => PROGRAMS.includes(language));
const shell = blocks.filter(({ language }) => SHELL.includes(language));
const data = blocks.filter(({ language }) => DATA.includes(language));

/** Tests that run the files named by `<!-- file: … -->`, by folder. */
const RUNNERS: Readonly<Record<string, string>> = {
  'tests/fixtures/recipes/': 'tests/recipes.test.ts',
  'tests/fixtures/engines/': 'tests/browserEngines.test.ts',
  'tests/fixtures/documents/': 'tests/readme.test.ts',
};
const titled = (list: readonly Block[]) => list.map((block) => [`${block.document}:${block.line}`, block] as const);

// Blocks write files and read photographs, so each runs in its own folder.
const base = mkdtempSync(join(tmpdir(), 'readme-'));
beforeEach(() => {
  const folder = mkdtempSync(join(base, 'block-'));
  for (const name of ['photo.jpg', 'photo.png']) cpSync(join(root, 'assets', 'sample.png'), join(folder, name));
  process.chdir(folder);
});
afterAll(() => {
  process.chdir(root);
  rmSync(base, { recursive: true });
});

it('every kind of document has code blocks', () => {
  expect(programs.length).toBeGreaterThan(10);
  expect(shell.length).toBeGreaterThan(1);
});

it.each(documents())('%s names the language of each block, and indents none', (document) => {
  const known = [...PROGRAMS, ...SHELL, ...DATA, ...PLAIN];
  expect(blocksOf(document).filter(({ language }) => !known.includes(language))).toEqual([]);
  expect(indentedBlocksOf(document), 'lines of indented blocks').toEqual([]);
});

it('blocks without a language and indented blocks are found', () => {
  const text = '# Title\n\n```\nvrn nothing\n```\n\n- item\n\n    more of it\n\nText\n\n    vrn nothing\n';
  expect(blocksOf('a.md', text)).toMatchObject([{ language: '', line: 3 }]);
  expect(indentedBlocksOf('a.md', text)).toEqual([13]);
});

describe('programs', () => {
  it.each(titled(programs.filter(({ file }) => file === undefined)))('%s runs', async (_, block) => {
    const values = GIVEN[block.document] ?? {};
    const missing = block.given.filter((name) => values[name] === undefined);
    expect(missing, 'names that tests/readme/given.ts must define').toEqual([]);
    const given = new Map<string, unknown>();
    for (const name of block.given) {
      const value = await values[name]!();
      // A name with a dot is that of a file.
      if (name.includes('.')) writeFileSync(name, value as string | Uint8Array);
      else given.set(name, value);
    }
    let { code } = block;
    for (const [from, to] of block.shortened) {
      expect(code).toContain(from);
      code = code.replaceAll(from, to);
    }
    const results = await runExample(code, Object.fromEntries(given), (name) => import(name));
    expect(results.filter(({ passed }) => !passed)).toEqual([]);
    for (const [name, value] of given) await CHECKS[block.document]?.[name]?.(value as never);
  });

  it.each(titled(programs.filter(({ file }) => file !== undefined)))(
    '%s is a part of a file that is run',
    (_, block) => {
      const file = block.file!;
      const runner = Object.entries(RUNNERS).find(([folder]) => file.startsWith(folder))?.[1];
      expect(runner, `a test that runs ${file}`).toBeDefined();
      expect(existsSync(join(root, file)), file).toBe(true);
      expect(textOf(file)).toContain(block.code.trim());
      // The runner names the file by its last two components.
      expect(textOf(runner!)).toContain(file.split('/').slice(-2).join('/'));
    },
  );

  it('samples are decoded on other threads (documents/readAhead.mjs, documents/decodeWorker.mjs)', async () => {
    writeFileSync('people.vrns', await shardBytes());
    // Threads do not load TypeScript, so both files are bundled with the sources of the packages.
    const outdir = join(root, 'out', 'documents');
    await build({
      entryPoints: ['readAhead.mjs', 'decodeWorker.mjs'].map((file) => join(root, 'tests/fixtures/documents', file)),
      outdir,
      outExtension: { '.js': '.mjs' },
      bundle: true,
      platform: 'node',
      format: 'esm',
      conditions: [SOURCE],
      external: ['sharp', 'tinypool'],
      logLevel: 'error',
    });
    const args = [join(outdir, 'readAhead.mjs'), 'people.vrns'];
    expect((await promisify(execFile)(process.execPath, args)).stdout.trim()).toBe('3');
  });
});

describe('data', () => {
  it.each(titled(data))('%s can be parsed', (_, { code }) => {
    for (const line of code.includes('\n{') ? code.split('\n') : [code]) expect(() => JSON.parse(line)).not.toThrow();
  });
});

describe('shell', async () => {
  const commands = await commandsOf();

  it('knows the subcommands', () => {
    expect([...commands.keys()]).toEqual(expect.arrayContaining(['reconstruct', 'voxelize', 'mesh', 'iou', 'dataset']));
  });

  it.each(titled(shell))('%s names scripts, files, subcommands and options that exist', (_, { code }) => {
    const faults = code
      .replaceAll('\\\n', ' ')
      .split('\n')
      .map((line) => faultOf(line, commands));
    expect(faults.filter((fault) => fault !== undefined)).toEqual([]);
  });

  it('detects missing scripts, subcommands and options', () => {
    const lines = [
      'npm run nothing',
      'vrn nothing a.npy',
      'vrn iou --nothing a b',
      'node scripts/nothing.mjs',
      'nothing',
    ];
    for (const line of lines) expect(faultOf(line, commands), line).toContain('nothing');
    expect(faultOf('VRN_DEBUG=1 vrn iou a.npy b.npy --threshold 0.5 # agrees?', commands)).toBeUndefined();
  });

  it.each(documents())('%s names npm scripts that exist', (document) => {
    const named = [...textOf(document).matchAll(/`(npm run [\w-]+)/g)].map(([, line]) => faultOf(line!, commands));
    expect(named.filter((fault) => fault !== undefined)).toEqual([]);
  });
});

describe('figures', () => {
  it('of README.md equal those of bench/results (`npm run readme` writes them)', () => {
    expect(textOf('README.md')).toBe(withFigures(textOf('README.md')));
  });

  it('are refused in a text without markers', () => {
    expect(() => withFigures('# VRN')).toThrow('<!-- figures -->');
  });
});
