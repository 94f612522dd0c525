// Formats the table as Markdown, with the values of the paper beside those of the run.
import { REPORTED, VARIANTS } from '@vrn/model';
import { rankCorrelation } from './statistics.js';
import type { NetworkResult } from './trainNetwork.js';

/** Epochs, from 1, of the table: half of the schedule and its end, corresponding to the paper's 30 and 60. */
export const readAt = (epochs: number): readonly [half: number, end: number] => [Math.ceil(epochs / 2), epochs];

/** Mean IoU of a network on the test bodies after an epoch; on the samples of its curve if these were not scored. */
export const iouAt = ({ scored, ious }: NetworkResult, epoch: number): number => scored[epoch] ?? ious[epoch - 1]!;

/** A baseline without a network: what it needs to know, and its mean IoU on the test bodies. */
export interface Baseline {
  readonly name: string;
  readonly input: string;
  readonly iou: number;
}

const percent = (iou: number): string => (100 * iou).toFixed(1);

/** Formats one row per training in the paper's order, and one per baseline. IoU is in per cent, on the test bodies. */
export function markdown(results: readonly NetworkResult[], baselines: readonly Baseline[]): string {
  const [half, end] = readAt(results[0]!.ious.length);
  const lines = results.map((result) => {
    const { name, network, parameters, steps, seconds, engine } = result;
    const { epoch30, epoch60 } = REPORTED[network];
    const ours = [half, end].map((epoch) => percent(iouAt(result, epoch)));
    const paper = [epoch30, epoch60].map(percent);
    const cost = [parameters.toLocaleString('en'), String(steps), `${seconds.toFixed(0)} s, ${engine}`];
    return [name, VARIANTS[network].inputs.join(', '), ...ours, ...paper, ...cost];
  });
  const head = [
    'network',
    'input',
    `epoch ${half}`,
    `epoch ${end}`,
    'paper, 30',
    'paper, 60',
    'parameters',
    'steps',
    'time',
  ];
  const rule = head.map((_, column) => (column < 2 ? '---' : '---:'));
  const last = baselines.map(({ name, input, iou }) => [name, input, '', percent(iou), '', '', '', '', '']);
  return `${[head, rule, ...lines, ...last].map((cells) => `| ${cells.join(' | ')} |`).join('\n')}\n`;
}

/** Spearman's rank correlation of the rows' IoU at the end with the paper's; NaN for fewer than two rows. */
export function orderAgreement(results: readonly NetworkResult[]): number {
  const rows = results.filter(({ name, network }) => name === network);
  return rankCorrelation(
    rows.map((each) => iouAt(each, each.ious.length)),
    rows.map(({ network }) => REPORTED[network].epoch60),
  );
}
