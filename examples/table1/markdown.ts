// The table as Markdown: ours beside the paper's.
import { REPORTED, VARIANTS } from '@vrn/model';
import type { NetworkResult } from './trainNetwork.js';

/** Epochs, from 1, at which the table is read: half of the schedule and its end, as the paper's 30 and 60. */
export const readAt = (epochs: number): readonly [half: number, end: number] => [Math.ceil(epochs / 2), epochs];

const percent = (iou: number): string => (100 * iou).toFixed(1);

/** Rows of networks in the paper's order, and the prism's. All IoU in per cent of test bodies that no network was trained on. */
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
