// Tests that code blocks of all documents run on the sources, that shell blocks name existing commands, and that the
// figures of README.md are current.
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runExample } from '@vrn/test-utils/docExamples';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { withFigures } from '../bench/figures.mjs';
import { type Block, blocksOf, documents, root, textOf } from './readme/documents.js';
import { GIVEN } from './readme/given.js';
import { commandsOf, faultOf } from './readme/shell.js';

const blocks = documents().flatMap((document) => blocksOf(document));
const programs = blocks.filter(({ language }) => ['ts', 'js', 'mjs', 'typescript', 'javascript'].includes(language));
const shell = blocks.filter(({ language }) => ['sh', 'bash', 'shell', 'console'].includes(language));
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
  const known = ['ts', 'js', 'mjs', 'sh', 'json', 'yaml', 'text', 'html', 'mermaid'];
  expect(
    blocks.filter(({ language }) => !known.includes(language)).map(({ document, line }) => `${document}:${line}`),
  ).toEqual([]);
});

describe('programs', () => {
  it.each(titled(programs.filter(({ notRun }) => notRun === undefined)))('%s runs', async (_, block) => {
    const values = GIVEN[block.document] ?? {};
    const missing = block.given.filter((name) => values[name] === undefined);
    expect(missing, 'names that tests/readme/given.ts must define').toEqual([]);
    const scope = Object.fromEntries(
      await Promise.all(block.given.map(async (name) => [name, await values[name]!()] as const)),
    );
    let { code } = block;
    for (const [from, to] of block.shortened) {
      expect(code).toContain(from);
      code = code.replaceAll(from, to);
    }
    const results = await runExample(code, scope, (name) => import(name));
    expect(results.filter(({ passed }) => !passed)).toEqual([]);
  });

  it.each(titled(programs.filter(({ notRun }) => notRun !== undefined)))(
    '%s states why it is not run',
    (_, { notRun }) => {
      expect(notRun).toMatch(/\w+ \S*\w/);
    },
  );
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
