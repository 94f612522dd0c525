// Tests the files that describe a batch: those of one shard, and those of all bodies once every shard has finished.
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { beforeEach, expect, it } from 'vitest';
import { finishBatch } from '../../../src/commands/reconstruction/finishBatch.js';
import { writeRecord } from '../../../src/commands/reconstruction/records.js';
import { failedRow } from '../../../src/commands/results/bodyRow.js';
import { writtenRow } from '../../fixtures/bodyRows.js';
import { temporaryFolder } from '../../fixtures/inProcess.js';

const at = temporaryFolder();
const settings = { '--engine': 'wasm' };
const all: { input: string; output: string }[] = [];

/** Finishes shard `index` of `count`, which has every `count`-th photograph. */
const finish = (index: number, count: number, tasks = all) =>
  finishBatch(
    tasks,
    tasks.filter((_, n) => n % count === index),
    { folder: at('out'), settings, shard: { index, count }, onPage: () => {} },
  );

const record = async (name: string, values = settings): Promise<void> =>
  writeRecord(at('out'), name, { settings: values, rows: [await writtenRow(at('out'), name, `${name}.jpg`)] });

/** Returns the first column of a CSV file without its heading. */
const photographs = async (name: string): Promise<string[]> => {
  const lines = (await readFile(at('out', name), 'utf8')).trim().split('\n').slice(1);
  return lines.map((line) => line.split(',')[0]!);
};

const described = async (): Promise<string[]> =>
  (await readdir(at('out'))).filter((name) => /\.csv$|^contact/.test(name)).toSorted();

beforeEach(async () => {
  await rm(at('out'), { recursive: true, force: true });
  all.splice(0, 3, ...['a', 'b', 'c'].map((name) => ({ input: `${name}.jpg`, output: at('out', name) })));
  await mkdir(at('out'));
});

it('describes all bodies once the last shard has finished, whichever that is', async () => {
  await record('b');
  expect(await finish(1, 2)).toMatchObject({ csv: at('out', 'bodies-00001-of-00002.csv'), pages: 0 });
  expect(await described()).toEqual(['bodies-00001-of-00002.csv']);
  await record('a');
  await writeRecord(at('out'), 'c', { settings, rows: [failedRow('c.jpg', 'no person')] });
  expect(await finish(0, 2)).toMatchObject({ csv: at('out', 'bodies.csv'), pages: 1, rows: { length: 2 } });
  const [first, second] = ['bodies-00000-of-00002.csv', 'bodies-00001-of-00002.csv'];
  expect(await described()).toEqual([first, second, 'bodies.csv', 'contact-sheet-001.png']);
  expect(await photographs(first!)).toEqual(['a.jpg', 'c.jpg']);
  expect(await photographs(second!)).toEqual(['b.jpg']);
  expect(await photographs('bodies.csv')).toEqual(['a.jpg', 'b.jpg', 'c.jpg']);
});

it('does not describe all bodies while another shard has results of other options only', async () => {
  await record('b', { '--engine': 'cpu' });
  for (const name of ['a', 'c']) await record(name);
  expect(await finish(0, 2)).toMatchObject({ pages: 0 });
});

it('lists bodies of photographs of earlier runs as long as they exist', async () => {
  for (const name of ['a', 'b', 'c', 'old', 'lost']) await record(name);
  await rm(at('out', 'lost.glb'));
  await finish(0, 1);
  expect(await photographs('bodies.csv')).toEqual(['a.jpg', 'b.jpg', 'c.jpg', 'old.jpg']);
});

it('removes the CSVs of another number of shards and superfluous contact sheets, and nothing else', async () => {
  for (const name of ['a', 'b', 'c']) await record(name);
  const [old, sheet, own] = ['bodies-00000-of-00003.csv', 'contact-sheet-002.png', 'my.csv'];
  for (const name of [old, sheet, own]) await writeFile(at('out', name), '');
  await finish(0, 1);
  expect(await described()).toEqual(['bodies.csv', 'contact-sheet-001.png', own]);
});
