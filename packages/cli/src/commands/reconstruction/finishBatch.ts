// Writes the CSV and the contact sheets of a batch from the records in its output folder.
import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { ShardNumber } from '@vrn/bodies/dataset';
import { writeOutput } from '../../output/files.js';
import type { Task } from '../batch/task.js';
import { BODIES_FILE, pageOfSheet, shardCsvName, shardsInName, sheetName } from '../results/batchNames.js';
import type { BodyRow } from '../results/bodyRow.js';
import { bodiesCsv, sortedRows } from './bodiesCsv.js';
import { BODIES_PER_PAGE, contactSheetPage } from './contactSheet.js';
import { nameOfOutput } from './planBatch.js';
import { type BatchRecord, hasSize, readRecord, recordNames } from './records.js';
import { differences, type Settings } from './settings.js';

export interface FinishOptions {
  readonly folder: string;
  readonly settings: Settings;
  readonly shard: ShardNumber;
  /** Called before each contact sheet is drawn, with the number of those already drawn and their total. */
  readonly onPage: (done: number, total: number) => void;
}

export interface Finished {
  /** Path of the CSV of all bodies, or of this shard's CSV while other shards are unfinished. */
  readonly csv: string;
  /** Number of pages of contact sheets; 0 while other shards are unfinished, or if there are no bodies. */
  readonly pages: number;
  /** The rows of this shard. */
  readonly rows: readonly BodyRow[];
}

/**
 * Writes the CSV and the contact sheets, and removes outdated ones of earlier runs.
 *
 * If there are several shards, each writes a CSV of its own. Every process that finds results for all photographs of
 * all shards, made with its settings, also writes the CSV of all bodies and the contact sheets, with the same content.
 * These include the bodies that earlier runs made from other photographs, if their .glb files are still in the folder.
 *
 * @param all  tasks of all shards.
 * @param own  tasks of this shard.
 */
export async function finishBatch(
  all: readonly Task[],
  own: readonly Task[],
  { folder, settings, shard, onPage }: FinishOptions,
): Promise<Finished> {
  const { index, count } = shard;
  const ownRecords = await recordsOf(folder, own);
  const rows = sortedRows(ownRecords);
  const shardCsv = join(folder, shardCsvName(index, count));
  if (count > 1) await writeOutput(shardCsv, bodiesCsv(ownRecords));
  const present = count > 1 ? await recordsOf(folder, all) : ownRecords;
  const isComplete =
    present.length === all.length && present.every((each) => differences(each.settings, settings).length === 0);
  if (count > 1 && !isComplete) return { csv: shardCsv, pages: 0, rows };
  const records = [...present, ...(await otherRecords(folder, all))];
  const csv = join(folder, BODIES_FILE);
  await writeOutput(csv, bodiesCsv(records));
  const bodies = sortedRows(records).filter(({ status }) => status === 'done');
  const pages = Math.ceil(bodies.length / BODIES_PER_PAGE);
  for (let page = 1; page <= pages; page++) {
    const shown = bodies.slice((page - 1) * BODIES_PER_PAGE, page * BODIES_PER_PAGE);
    onPage(page - 1, pages);
    await writeOutput(join(folder, sheetName(page)), await contactSheetPage(folder, shown, [page, pages]));
  }
  await removeOld(folder, count, pages);
  return { csv, pages, rows };
}

async function recordsOf(folder: string, tasks: readonly Task[]): Promise<BatchRecord[]> {
  const records: BatchRecord[] = [];
  for (const task of tasks) {
    const record = await readRecord(folder, nameOfOutput(task));
    if (record) records.push(record);
  }
  return records;
}

/**
 * Returns the records of photographs that are not inputs of this run, with only those bodies whose .glb still exists.
 * Records that an earlier run stored for an input under another output name are left out too.
 */
async function otherRecords(folder: string, tasks: readonly Task[]): Promise<BatchRecord[]> {
  const names = new Set(tasks.map(nameOfOutput));
  const inputs = new Set(tasks.map(({ input }) => input));
  const others: BatchRecord[] = [];
  for (const name of await recordNames(folder)) {
    if (names.has(name)) continue;
    const record = await readRecord(folder, name);
    const rows: BodyRow[] = [];
    for (const row of record?.rows ?? []) {
      const [glb] = row.files;
      if (!inputs.has(row.photograph) && glb && (await hasSize(folder, glb))) rows.push(row);
    }
    if (rows.length > 0) others.push({ ...record!, rows });
  }
  return others;
}

/** Removes contact sheets after the last page, and the CSVs of a division into another number of shards. */
async function removeOld(folder: string, count: number, pages: number): Promise<void> {
  for (const name of await readdir(folder)) {
    const shards = shardsInName(name);
    const isOld = (shards !== undefined && shards !== count) || (pageOfSheet(name) ?? 0) > pages;
    if (isOld) await rm(join(folder, name), { force: true });
  }
}
