// Reads a run of Table 1 from its results folder: every network with its trainings, finished or not.
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import type { VariantName } from '@vrn/model';
import type { EpochReport } from '@vrn/model/train';
import { files, readJson, runFiles } from '../../../../examples/table1/files.js';
import { iouAt, type Row, readAt } from '../../../../examples/table1/report/markdown.js';
import { landed, rowsOf, type Table1 } from '../../../../examples/table1/table.js';
import type { BodyScore } from '../../../../examples/table1/training/scoreBodies.js';

/** Folder of the results that are shown. */
export const RESULTS = landed('laptop');

/** A training of a network with one seed, which determines its initial weights, sample order and augmentation. */
export interface Training {
  readonly row: Row;
  /** Reports of all finished epochs. */
  readonly history: readonly EpochReport[];
  /**
   * Mean IoU of the last stack at half of the schedule and at its end, on the test bodies or, if they were not scored
   * then, on the samples of the learning curves; undefined until it is known.
   */
  readonly half: number | undefined;
  readonly end: number | undefined;
  /** Scores of every test body at the end of the schedule; empty if they were not scored. */
  readonly bodies: readonly BodyScore[];
}

export interface TrainedNetwork {
  readonly name: VariantName;
  /** The training with the table's seed, then those with other seeds. */
  readonly trainings: readonly Training[];
  /** File of the volumes predicted for the bodies of the run's picture; undefined before the end of the training. */
  readonly pictured: string | undefined;
}

export interface Run {
  readonly folder: string;
  readonly table: Table1;
  /** Epochs of the schedule's half and end, which correspond to the paper's 30 and 60. */
  readonly epochs: readonly [half: number, end: number];
  readonly networks: readonly TrainedNetwork[];
}

/**
 * Reads a run.
 *
 * @throws {Error} if the folder has no results.json
 */
export async function readRun(folder = RESULTS): Promise<Run> {
  const table = readJson<Table1>(runFiles(folder).results);
  if (table === undefined)
    throw new Error(`studio: ${folder} must have results.json; npm run table1 -- --table makes it`);
  const [half = 0, end = 0] = readAt(table.spec.training.epochs);
  const trainings = await Promise.all(rowsOf(table.spec, folder).map((row) => readTraining(folder, row, end)));
  const networks = table.spec.networks.map((name): TrainedNetwork => {
    const { pictured } = files(folder, name);
    return {
      name,
      trainings: trainings.filter(({ row }) => row.entry.network === name),
      pictured: existsSync(pictured) ? pictured : undefined,
    };
  });
  return { folder, table, epochs: [half, end], networks };
}

async function readTraining(folder: string, row: Row, end: number): Promise<Training> {
  const { metrics, scores } = files(folder, row.entry.name);
  const lines = existsSync(metrics) ? (await readFile(metrics, 'utf8')).trim().split('\n') : [];
  return {
    row,
    history: lines.filter((line) => line !== '').map((line) => JSON.parse(line) as EpochReport),
    half: row.half,
    end: row.result && iouAt(row.result, end),
    bodies: readJson<readonly BodyScore[]>(scores(end)) ?? [],
  };
}
