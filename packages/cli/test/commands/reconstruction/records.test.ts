// Tests that records of photographs are read as written, and that damaged or foreign ones count as missing.
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { expect, it } from 'vitest';
import {
  isComplete,
  readRecord,
  recordNames,
  removeRecord,
  writeRecord,
} from '../../../src/commands/reconstruction/records.js';
import { failedRow } from '../../../src/commands/results/bodyRow.js';
import { writtenRow } from '../../fixtures/bodyRows.js';
import { temporaryFolder } from '../../fixtures/inProcess.js';

const at = temporaryFolder();
const settings = { '--engine': 'cpu' };

it('are read as written, listed by name, and removed', async () => {
  const rows = [failedRow('b.jpg', 'no person\u001b[2J "quoted"')];
  for (const name of ['b', 'a.b']) await writeRecord(at('kept'), name, { settings, rows });
  expect(await readRecord(at('kept'), 'b')).toMatchObject({ settings, rows });
  expect(await recordNames(at('kept'))).toEqual(['a.b', 'b']);
  await removeRecord(at('kept'), 'b');
  expect(await readRecord(at('kept'), 'b')).toBeUndefined();
  expect(await recordNames(at('kept'))).toEqual(['a.b']);
  expect(await recordNames(at('none'))).toEqual([]);
});

it('count as missing if they are cut off, of another version, or name files outside the folder', async () => {
  const row = { photograph: 'a.jpg', status: 'done', message: '', files: [{ name: 'a.glb', bytes: 3 }] };
  const good = { version: 1, settings, rows: [row] };
  const store = async (text: string) => {
    await mkdir(at('odd', '.records'), { recursive: true });
    await writeFile(at('odd', '.records', 'a.json'), text);
    return readRecord(at('odd'), 'a');
  };
  expect(await store(JSON.stringify(good))).toMatchObject({ rows: [row] });
  const text = JSON.stringify(good);
  expect(await store(text.slice(0, -9))).toBeUndefined();
  for (const bad of [
    null,
    { ...good, version: 2 },
    { ...good, rows: [] },
    { ...good, settings: null },
    { ...good, rows: [{ ...row, status: 'perhaps' }] },
    { ...good, rows: [{ ...row, files: [{ name: '../a.glb', bytes: 3 }] }] },
  ]) {
    expect(await store(JSON.stringify(bad)), JSON.stringify(bad)).toBeUndefined();
  }
});

it('are complete if every file exists with its size', async () => {
  await mkdir(at('files'));
  const row = await writtenRow(at('files'), 'a', 'a.jpg');
  const endings = ['.glb', '.preview.png'];
  expect(await isComplete(at('files'), row, endings)).toBe(true);
  expect(await isComplete(at('files'), row, [...endings, '.obj'])).toBe(false);
  expect(await isComplete(at('files'), failedRow('a.jpg', ''), endings)).toBe(false);
  await writeFile(at('files', 'a.preview.png'), 'longer');
  expect(await isComplete(at('files'), row, endings)).toBe(false);
  await rm(at('files', 'a.preview.png'));
  expect(await isComplete(at('files'), row, endings)).toBe(false);
});
