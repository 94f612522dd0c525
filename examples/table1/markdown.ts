// Formats the table as Markdown, with the values of the paper beside those of the run.
import { REPORTED, VARIANTS } from '@vrn/model';
import type { NetworkResult } from './trainNetwork.js';

/** Epochs, from 1, of the table: half of the schedule and its end, corresponding to the paper's 30 and 60. */
export const readAt = (epochs: number): readonly [half: number, end: number] => [Math.ceil(epochs / 2), epochs];

const percent = (iou: number): string => (100 * iou).toFixed(1);

/** Formats one row per network in the paper's order, and one for the prism. IoU is in per cent, on the test bodies. */
export function markdown(results: readonly NetworkResult[], prism: number): string {
  const [half, end] = readAt(results[0]!.ious.length);
  const lines = results.map(({ network, ious, parameters, steps, seconds, engine }) => {
    const { epoch30, epoch60 } = REPORTED[network];
    const ours = [half, end].map((epoch) => percent(ious[epoch - 1]!));
    const paper = [epoch30, epoch60].map(percent);
    const cost = [parameters.toLocaleString('en'), String(steps), `${seconds.toFixed(0)} s, ${engine}`];
    return [network, VARIANTS[network].inputs.join(', '), ...ours, ...paper, ...cost];
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
  const last = ['extruded mask', 'mask', '', percent(prism), '', '', '', '', ''];
  return `${[head, rule, ...lines, last].map((cells) => `| ${cells.join(' | ')} |`).join('\n')}\n`;
}
