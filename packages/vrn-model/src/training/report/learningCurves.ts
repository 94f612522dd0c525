// Draws learning curves: a training history as a chart.
import { check } from '@vrn/voxel';
import { checkOptions } from '@vrn/voxel/internal';
import { CHART_DEFAULTS, type ChartOptions, lineChart, type Series } from './curves.js';
import type { EpochReport } from './report.js';

/** Options of {@link learningCurves}. */
export interface CurveOptions extends ChartOptions {
  /** The score to draw. Default `ious`. */
  readonly score?: 'ious' | 'losses';
}

const SCORE_LABELS = { ious: 'IoU at 0.5', losses: 'loss' } as const;

/**
 * Draws a chart with one line per supervised stack over the epochs (from 1), and a dashed line of the same colour for
 * the validation scores, if the history has any.
 *
 * @param history reports of the epochs, as `train` returns them.
 * @param options score to draw, and options of the chart.
 * @returns SVG text.
 * @throws {VolumetricError} `bad-argument` if `history` is not a list or is empty, and for unknown options and scores.
 *
 * @example
 * const scores = { loss: 1, losses: [1], ious: [0.5] };
 * learningCurves([{ epoch: 0, steps: 1, rate: 1e-4, ...scores }]).startsWith('<svg'); // → true
 */
export function learningCurves(history: readonly EpochReport[], options: CurveOptions = {}): string {
  checkOptions('learningCurves', options, ['score', ...Object.keys(CHART_DEFAULTS)]);
  const { score = 'ious', ...chart } = options;
  check(Array.isArray(history), 'bad-argument', () => `learningCurves: history must be a list, got ${String(history)}`);
  check(Object.hasOwn(SCORE_LABELS, score), 'bad-argument', () => {
    return `learningCurves: score must be one of ${Object.keys(SCORE_LABELS).join(', ')}, got ${String(score)}`;
  });
  const stacks = history[0]?.[score].length ?? 0;
  const series: Series[] = [];
  for (let stack = 0; stack < stacks; stack++) {
    const group = `stack ${stack + 1}`;
    const over = (of: (report: EpochReport) => number | undefined): Series['points'] =>
      history.map((report) => [report.epoch + 1, of(report) ?? Number.NaN]);
    series.push({ name: group, points: over((report) => report[score][stack]) });
    if (!history.some((report) => report.validation)) continue;
    const points = over((report) => report.validation?.[score][stack]);
    series.push({ name: `${group}, validation`, points, dashed: true, group });
  }
  return lineChart(series, { xLabel: 'epoch', yLabel: SCORE_LABELS[score], ...chart });
}
