// Tests the English of code and documents: standard terms, complete first sentences, comments that fit a screen.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { filesBelow, named, root } from './sources.js';

const MAX_COMMENT = 120;

/** Phrases that are never the right words in this project, and what to write instead. */
const PHRASES: readonly (readonly [phrase: RegExp, better: string])[] = [
  [
    /\bone an? (?:slice|row|voxel|version|sample|stack|landmark|column|line|person|split|point|pixel|face|vertex|bone|mesh|file|core|block)\b/i,
    'one per …',
  ],
  [
    /\ba (?:row|line|file|column|bar|process|thread|map|channel) an? (?:version|sample|network|slice|voxel|series|person)\b/i,
    'one … per …',
  ],
  [
    /\b(?:bits?|bytes?|ms|seconds?|lines) an? (?:voxel|core|row|sample|triangle|point|face|vertex|number|picture)\b/i,
    'per …',
  ],
  [/\bspoil(?:s|t|ed|ing)?\b/i, 'degrade, corrupt'],
  [/\bparted\b/i, 'split'],
  [/\btaken up\b/i, 'resumed'],
  [/\bto be had\b/i, 'available'],
  [/\bwholes\b|\b(?:read|write|is)Whole\b/, 'complete, integer'],
  [/\bwhole numbers?\b/i, 'integer'],
  [/\bgives? way\b/i, 'is overwritten'],
  [/\bas a person would\b/i, 'robust to'],
  [/\bput together\b/i, 'combined'],
  [/\blids?\b/i, 'hole caps'],
  [/\bat the door\b/i, 'on entry'],
  [/\bthe road from\b/i, 'pipeline'],
  [/\bhouse rules?\b|\btests\/house\b/i, 'architecture'],
  [/\bturned round\b/i, 'inside out, rotated'],
  [/\bthe way back\b/i, 'the backward pass'],
  [/\bhow large anything is\b|\bwhat is there and\b|\bof what is told\b/i, 'the noun'],
  [/\bevery Node has\b/i, 'available in Node'],
  [/\bmade ready\b/i, 'prepared'],
  [/\b(?:kilobytes|numbers|pictures) in all\b/i, 'total'],
];

/** Names of constants that lack a noun: `MOST` of what? */
const NAMES = /\b(?:MOST|FEW|REACH|ENOUGH|LITTLE|MANY|STILL)\b/;

const code = ['packages', 'examples', 'experiments', 'tests', 'bench', 'scripts', 'apps'].flatMap((folder) =>
  filesBelow(join(root, folder), /\.(?:ts|tsx|mts|mjs)$/),
);
const documents = [
  ...filesBelow(join(root, 'packages'), /\.md$/),
  ...filesBelow(join(root, 'docs'), /\.md$/),
  ...filesBelow(join(root, 'examples'), /\.md$/),
  ...filesBelow(join(root, 'experiments'), /\.md$/),
  ...['README.md', 'ARCHITECTURE.md', 'CONTRIBUTING.md', 'CONVENTIONS.md', 'CHANGELOG.md'].map((name) =>
    join(root, name),
  ),
].filter((path) => existsSync(path));
const own = join(root, 'tests', 'architecture', 'english.test.ts');

/** Lines of the files that a rule refuses, as `file:line: text`. */
function refused(paths: readonly string[], rule: (line: string) => boolean): string[] {
  return paths
    .filter((path) => path !== own)
    .flatMap((path) =>
      readFileSync(path, 'utf8')
        .split('\n')
        .flatMap((line, at) => (rule(line) ? [`${named(path)}:${at + 1}: ${line.trim().slice(0, 160)}`] : [])),
    );
}

const isComment = (line: string): boolean => /^\s*(?:\/\/|\*|\/\*)/.test(line);

describe('English', () => {
  it.each(PHRASES)('never says %s; better: %s', (phrase) => {
    expect(refused([...code, ...documents], (line) => phrase.test(line))).toEqual([]);
  });

  it('has no constants whose names do not say of what', () => {
    expect(refused(code, (line) => NAMES.test(line))).toEqual([]);
  });

  it('keeps comments within 120 columns', () => {
    expect(refused(code, (line) => isComment(line) && line.length > MAX_COMMENT)).toEqual([]);
  });

  it('keeps ARCHITECTURE and other documents within 120 columns, tables and links aside', () => {
    const prose = [join(root, 'ARCHITECTURE.md'), join(root, 'CONTRIBUTING.md'), join(root, 'CONVENTIONS.md')];
    expect(refused(prose, (line) => line.length > MAX_COMMENT && !/^\s*\||\]\(|https?:/.test(line))).toEqual([]);
  });

  it('begins every file with a complete sentence', () => {
    const silent = code.filter((path) => {
      const lines = readFileSync(path, 'utf8').split('\n');
      const from = lines[0]!.startsWith('#!') ? 1 : 0;
      let text = '';
      for (let at = from; lines[at]?.startsWith('//'); at++) text += `${lines[at]!.slice(2).trim()} `;
      return !/^[A-Z@`'"[][\s\S]{15,}?[.:?)](?:\s|$)/.test(text);
    });
    expect(silent.map(named)).toEqual([]);
  });

  it('states growth and no milliseconds in comments of sources', () => {
    const sources = code.filter((path) => /\/src\//.test(path));
    const times = refused(sources, (line) => isComment(line) && /\b\d[\d.,]* ?(?:ms|milliseconds|µs)\b/.test(line));
    expect(times).toEqual([]);
  });
});
