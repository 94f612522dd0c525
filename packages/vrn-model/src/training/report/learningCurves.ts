// Learning curves: a history of epochs as a chart.
import { type ChartOptions, lineChart, type Series } from './curves.js';
import type { EpochReport } from './report.js';

export interface CurveOptions extends ChartOptions {
  /** Default `ious`. */
  readonly score?: 'ious' | 'losses';
}

const WORDS = { ious: 'IoU at 0.5', losses: 'loss' } as const;

/**
 * One line a supervised stack over the epochs (from 1), and a dashed one of the same colour for the validation samples.
 *
 * @returns SVG text.
 * @throws {VolumetricError} `bad-argument` for an empty history.
 */
export function learningCurves(history: readonly EpochReport[], options: CurveOptions = {}): string {
  const { score = 'ious', ...chart } = options;
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
  return lineChart(series, { xLabel: 'epoch', yLabel: WORDS[score], ...chart });
}
