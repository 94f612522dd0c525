// Tests which photographs of a batch are reconstructed again, and when a batch is refused.
import { mkdir, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import type { Task } from '../../../src/commands/batch/task.js';
import { type PlanOptions, planBatch, removeOutdated } from '../../../src/commands/reconstruction/planBatch.js';
import { writeRecord } from '../../../src/commands/reconstruction/records.js';
import { failedRow } from '../../../src/commands/results/bodyRow.js';
import { stampOf } from '../../../src/commands/results/photographStamp.js';
import { writtenRow } from '../../fixtures/bodyRows.js';
import { temporaryFolder } from '../../fixtures/inProcess.js';

const at = temporaryFolder();
const settings = { '--engine': 'wasm', '--people': null };
const task = (name: string): Task => ({ input: at('photos', `${name}.jpg`), output: at('out', name) });
let a: Task;
let b: Task;

/** Plans photographs a and b. */
const plan = (options: Partial<PlanOptions> = {}) =>
  planBatch([a, b], {
    folder: at('out'),
    settings,
    endings: ['.glb', '.preview.png'],
    everybody: false,
    resume: () => true,
    ...options,
  });

const open = async (options: Partial<PlanOptions> = {}) => (await plan(options)).open.map((each) => each.task);

beforeEach(async () => {
  [a, b] = [task('a'), task('b')];
  await rm(at('out'), { recursive: true, force: true });
  await mkdir(at('out'));
  await mkdir(at('photos'), { recursive: true });
  for (const { input, output } of [a, b]) {
    await writeFile(input, input);
    const name = output.slice(at('out').length + 1);
    const rows = [await writtenRow(at('out'), name, input)];
    await writeRecord(at('out'), name, { stamp: await stampOf(input), settings, rows });
  }
});

describe('planBatch', () => {
  it('keeps finished photographs, also if only their times changed', async () => {
    expect(await open()).toEqual([]);
    await utimes(a.input, 1000, 1000);
    expect(await plan()).toEqual({ open: [], changed: [] });
  });

  it('makes again what has no record, failed, lost a file, or must not be kept', async () => {
    await rm(at('out', '.records', 'a.json'));
    expect(await open()).toEqual([a]);
    await writeRecord(at('out'), 'a', { stamp: await stampOf(a.input), settings, rows: [failedRow(a.input, 'why')] });
    expect(await open()).toEqual([a]);
    await rm(at('out', 'b.preview.png'));
    expect(await open()).toEqual([a, b]);
    expect(await open({ resume: () => false })).toEqual([a, b]);
  });

  it('makes again what lacks a file that is wanted now', async () => {
    expect(await open({ endings: ['.glb', '.preview.png', '.obj'] })).toEqual([a, b]);
  });

  it('makes changed photographs again and names them, also with content of the same length', async () => {
    const { mtimeMs } = await stat(a.input);
    await writeFile(a.input, a.input.replaceAll('a', 'e'));
    await utimes(a.input, mtimeMs / 1000 + 1, mtimeMs / 1000 + 1);
    const { open, changed } = await plan();
    expect(changed).toEqual([a.input]);
    expect(open.map((each) => each.task)).toEqual([a]);
    // Files of the old result that are not in the new one are removed.
    await removeOutdated(at('out'), open[0]!, [{ ...failedRow(a.input, ''), files: [{ name: 'a.glb', bytes: 9 }] }]);
    expect(await stat(at('out', 'a.glb'))).toBeTruthy();
    await expect(stat(at('out', 'a.preview.png'))).rejects.toThrow(/ENOENT/);
  });

  it('refuses other options, unless nothing is kept', async () => {
    const other = { ...settings, '--people': '2', '--engine': 'cpu' };
    await expect(plan({ settings: other })).rejects.toThrow(
      `has other results of an earlier run for ${a.input} and 1 more: ` +
        '--engine was wasm, is cpu, --people was not given, is 2; choose another folder, or give --force',
    );
    expect(await open({ settings: other, resume: () => false })).toEqual([a, b]);
  });

  it('refuses another photograph whose output has the same name', async () => {
    const foreign = { input: at('photos', 'other.jpg'), output: a.output };
    await writeFile(foreign.input, 'another photograph');
    const options = { folder: at('out'), settings, endings: ['.glb'], everybody: false, resume: () => true };
    await expect(planBatch([foreign], options)).rejects.toThrow(`they were made from ${a.input}`);
  });

  it('keeps the people of a photograph who are complete', async () => {
    const rows = [
      await writtenRow(at('out'), 'a-1', a.input, 1),
      failedRow(a.input, 'why', 2),
      await writtenRow(at('out'), 'a-3', a.input, 3),
    ];
    await writeRecord(at('out'), 'a', { stamp: await stampOf(a.input), settings, rows });
    const planned = await plan({ everybody: true });
    expect(planned.open).toEqual([{ task: { ...a, keep: [1, 3] }, keptRows: [rows[0], rows[2]], outdated: [] }]);
    await rm(join(at('out'), 'a-1.glb'));
    expect(await open({ everybody: true })).toEqual([{ ...a, keep: [3] }]);
  });
});
