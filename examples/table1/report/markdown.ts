// Formats the table as Markdown, with the values of the paper beside those of the run.
import { REPORTED, VARIANTS } from '@vrn/model';
import type { Entry } from '../spec.js';
import type { NetworkResult } from '../training/trainNetwork.js';
import type { Baseline } from './baselines.js';
import { rankCorrelation } from './statistics.js';

/** A row of the table. */
export interface Row {
  readonly entry: Entry;
  /** Result of the training; undefined if it is not finished. */
  readonly result: NetworkResult | undefined;
  /** Number of finished epochs. */
  readonly epochs: number;
  /**
   * Mean IoU halfway through the schedule, on the test bodies if they were scored then, else on the samples of the
   * learning curve; undefined if it is not known.
   */
  readonly half: number | undefined;
}

/**
 * Returns the epochs, counted from 1, whose IoU the table shows: half of the schedule, rounded up, and its end. They
 * correspond to the paper's 30 and 60.
 */
export const readAt = (epochs: number): readonly [half: number, end: number] => [Math.ceil(epochs / 2), epochs];

/**
 * Returns the mean IoU after an epoch, counted from 1: on the test bodies if they were scored then, else on the samples
 * of the learning curve.
 */
export const iouAt = ({ scored, ious }: NetworkResult, epoch: number): number => scored[epoch] ?? ious[epoch - 1]!;

const percent = (iou: number | undefined): string => (iou === undefined ? '' : (100 * iou).toFixed(1));

/** Formats a Markdown table; the first row is the head. The first `left` columns are left-aligned, the others right. */
export function markdownTable(rows: readonly (readonly string[])[], left: number): string {
  const rule = rows[0]!.map((_, column) => (column < left ? '---' : '---:'));
  return `${[rows[0]!, rule, ...rows.slice(1)].map((cells) => `| ${cells.join(' | ')} |`).join('\n')}\n`;
}

/** Describes the progress of an unfinished training, shown in place of its duration. */
const progress = ({ epochs }: Row, end: number): string =>
  epochs === 0 ? 'not trained yet' : `in training, epoch ${epochs} of ${end}`;

/** Formats one row per training, in the given order, and one per baseline. IoU is in per cent. */
export function markdown(rows: readonly Row[], baselines: readonly Baseline[], epochs: number): string {
  const [half, end] = readAt(epochs);
  const networks = rows.map((row) => {
    const { entry, result } = row;
    const { epoch30, epoch60 } = REPORTED[entry.network];
    const ours = [row.half, result && iouAt(result, end)].map(percent);
    const time = result ? `${result.seconds.toFixed(0)} s, ${result.engine}` : progress(row, end);
    const paper = [epoch30, epoch60].map(percent);
    return [entry.name, VARIANTS[entry.network].inputs.join(', '), ...ours, ...paper, `${result?.steps ?? ''}`, time];
  });
  const head = ['network', 'input', `epoch ${half}`, `epoch ${end}`, 'paper, 30', 'paper, 60', 'steps', 'training'];
  const others = baselines.map(({ name, input, iou }) => [name, input, '', percent(iou), '', '', '', '']);
  return markdownTable([head, ...networks, ...others], 2);
}

/**
 * Returns Spearman's rank correlation of the networks' IoU at the end of the schedule with the paper's. Repeats do not
 * count. Undefined for fewer than three networks.
 */
export function orderAgreement(results: readonly NetworkResult[]): number | undefined {
  const rows = results.filter(({ name, network }) => name === network);
  if (rows.length < 3) return undefined;
  return rankCorrelation(
    rows.map((each) => iouAt(each, each.ious.length)),
    rows.map(({ network }) => REPORTED[network].epoch60),
  );
}
