// Formats the scores of samples as a table with comma-separated values.
import { LANDMARK_NAMES } from '@vrn/voxel';
import { MEASURES } from './measures/scoreBody.js';
import type { ScoredSample } from './summarise.js';

/**
 * Formats scores as CSV with a line of column names, then one line per sample and method: the method; the sample's
 * number, person, subject, elevation and body turn; every measure; the IoU at every threshold; and the absolute depth
 * error of every joint in centimetres. Numbers have up to six significant digits; unknown values are empty.
 *
 * @param thresholds  thresholds of the sweep.
 */
export function scoresCsv(rows: readonly ScoredSample[], thresholds: readonly number[]): string {
  const head = [
    ...['method', 'sample', 'person', 'subject', 'elevation', 'bodyTurn'],
    ...MEASURES,
    ...thresholds.map((threshold) => `iou at ${threshold}`),
    ...LANDMARK_NAMES.map((name) => `${name} cm`),
  ];
  const lines = rows.map(({ method, sample, person, subject, elevation, bodyTurn, scores }) => [
    ...[method, sample, person, subject, elevation, bodyTurn],
    ...MEASURES.map((name) => scores[name]),
    ...scores.sweep,
    ...LANDMARK_NAMES.map((_, n) => scores.joints?.[n]?.absolute),
  ]);
  return `${[head, ...lines].map((line) => line.map(cell).join(',')).join('\n')}\n`;
}

function cell(value: string | number | undefined): string {
  if (value === undefined) return '';
  if (typeof value === 'number') return String(+value.toPrecision(6));
  return /[",\n\r]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value;
}
