// Stores the result of each photograph of a batch, in one small file per photograph in the output folder.
import { readdir, readFile, rm, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { writeOutput } from '../../output/files.js';
import { terminalJson } from '../../output/messages.js';
import { RECORDS_FOLDER } from '../results/batchNames.js';
import type { BodyRow, RowFile } from '../results/bodyRow.js';
import type { PhotographStamp } from '../results/photographStamp.js';
import type { Settings } from './settings.js';

const ENDING = '.json';

/** Version of the format. Records of other versions are ignored, so that their photographs are reconstructed again. */
const VERSION = 1;

/** The result of one photograph. It is written after the files of all its bodies. */
export interface BatchRecord {
  /** Absent if the photograph failed as a whole, or came from standard input. */
  readonly stamp?: PhotographStamp;
  readonly settings: Settings;
  /** At least one row: one per body, and one per person who failed, or a single one if the photograph failed. */
  readonly rows: readonly BodyRow[];
}

const recordFile = (folder: string, name: string): string => join(folder, RECORDS_FOLDER, `${name}${ENDING}`);

/** Returns the record with the name of an output; undefined if it is missing, damaged or of another version. */
export async function readRecord(folder: string, name: string): Promise<BatchRecord | undefined> {
  try {
    const value = JSON.parse(await readFile(recordFile(folder, name), 'utf8')) as Partial<Stored> | null;
    const { version, settings, rows } = value ?? {};
    const isGood =
      version === VERSION &&
      typeof settings === 'object' &&
      settings !== null &&
      Array.isArray(rows) &&
      rows.length > 0 &&
      rows.every(isRow);
    return isGood ? (value as BatchRecord) : undefined;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (error instanceof SyntaxError || code === 'ENOENT' || code === 'ENOTDIR') return undefined;
    throw error;
  }
}

type Stored = BatchRecord & { readonly version: number };

const isRow = ({ photograph, status, files }: BodyRow): boolean =>
  typeof photograph === 'string' &&
  (status === 'done' || status === 'failed') &&
  Array.isArray(files) &&
  // Rejects paths, so that a record cannot refer to files outside the output folder.
  files.every(({ name, bytes }) => typeof name === 'string' && name === basename(name) && Number.isFinite(bytes));

export const writeRecord = (folder: string, name: string, record: BatchRecord): Promise<void> =>
  writeOutput(recordFile(folder, name), `${terminalJson({ version: VERSION, ...record })}\n`);

export const removeRecord = (folder: string, name: string): Promise<void> =>
  rm(recordFile(folder, name), { force: true });

/** Lists the names of the outputs that have records, sorted. */
export async function recordNames(folder: string): Promise<string[]> {
  const names = await readdir(join(folder, RECORDS_FOLDER)).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return [];
    throw error;
  });
  return names
    .filter((name) => name.endsWith(ENDING))
    .map((name) => name.slice(0, -ENDING.length))
    .sort();
}

/** Returns whether a row has a file for each ending, and these files exist with the sizes that the row states. */
export async function isComplete(folder: string, row: BodyRow, endings: readonly string[]): Promise<boolean> {
  const [glb] = row.files;
  if (row.status !== 'done' || glb === undefined) return false;
  const stem = glb.name.slice(0, -'.glb'.length);
  for (const ending of endings) {
    const file = row.files.find(({ name }) => name === `${stem}${ending}`);
    if (file === undefined || !(await hasSize(folder, file))) return false;
  }
  return true;
}

/** Returns whether a file exists and has the size that its row states. */
export const hasSize = async (folder: string, { name, bytes }: RowFile): Promise<boolean> =>
  (await stat(join(folder, name)).catch(() => undefined))?.size === bytes;
