// Formats the summaries of an evaluation for the terminal.
import type { Bin, Measure, Summary } from '@vrn/reconstruct/evaluate';

/** Columns of the table of methods: heading, measure, and number of decimals. */
const COLUMNS: readonly (readonly [heading: string, measure: Measure, digits: number])[] = [
  ['IoU', 'iou', 3],
  ['registered', 'registeredIou', 3],
  ['silhouette', 'silhouetteIou', 3],
  ['mask', 'maskIou', 3],
  ['empty', 'emptyShare', 3],
  ['chamfer cm', 'chamferCm', 2],
  ['surface cm', 'pointToSurfaceCm', 2],
  ['normals', 'normalConsistency', 3],
  ['n. error', 'normalError', 3],
  ['joints cm', 'jointDepthErrorCm', 1],
  ['lean °', 'leanError', 1],
  ['turn °', 'turnError', 1],
  ['thick cm', 'thicknessCm', 1],
];

/**
 * Formats a table of the methods. For the first one, adds confidence intervals of IoU and registered IoU, the best
 * threshold, the true thickness, depth errors by joint, and scores by elevation of the camera and by turn of the body.
 */
export function summaryLines(methods: readonly Summary[]): string[] {
  const first = methods[0]!;
  const rows = methods.map((each) => [
    each.method,
    ...COLUMNS.map(([, measure, digits]) => each.measures[measure]?.mean.toFixed(digits) ?? '-'),
  ]);
  const { iou, registeredIou, trueThicknessCm } = first.measures;
  const interval = (name: string, value: typeof iou): string =>
    value === undefined ? '' : `${name} ${value.mean.toFixed(4)} (${value.low.toFixed(4)} to ${value.high.toFixed(4)})`;
  const best = first.sweep.reduce((found, row) => (row.iou > found.iou ? row : found));
  return [
    ...table([['', ...COLUMNS.map(([heading]) => heading)], ...rows]),
    `${first.method}: ${interval('IoU', iou)}, ${interval('registered IoU', registeredIou)}, 95 % confidence intervals`,
    `  best threshold ${best.threshold} (IoU ${best.iou.toFixed(4)}); true thickness ${trueThicknessCm?.mean.toFixed(1) ?? '-'} cm`,
    ...joints(first),
    ...views('elevation', first.byElevation),
    ...views('turn', first.byTurn),
  ];
}

function joints({ joints: errors }: Summary): string[] {
  if (errors === undefined) return [];
  const rows = Object.entries(errors).map(([name, each]) => [
    name,
    each.median.toFixed(1),
    each.mean.toFixed(1),
    each.bias?.toFixed(1) ?? '-',
    String(each.empty),
    String(each.count),
  ]);
  return table([['depth error, cm', 'median', 'mean', 'bias', 'empty', 'samples'], ...rows]);
}

function views(name: string, bins: readonly Bin[]): string[] {
  if (bins.length === 0) return [];
  const rows = bins.map(({ from, to, count, means }) => [
    `${from} to ${to}`,
    ...[means.iou, means.registeredIou].map((value) => value?.toFixed(3) ?? '-'),
    ...[means.lean, means.trueLean, means.turn, means.trueTurn].map((value) => value?.toFixed(1) ?? '-'),
    String(count),
  ]);
  return table([[`${name}, °`, 'IoU', 'registered', 'lean', 'true', 'turn', 'true', 'samples'], ...rows]);
}

/** Aligns cells: the first column to the left, others to the right. */
function table(rows: readonly (readonly string[])[]): string[] {
  const widths = rows[0]!.map((_, n) => Math.max(...rows.map((row) => row[n]!.length)));
  return rows.map((row) =>
    row.map((cell, n) => (n === 0 ? cell.padEnd(widths[n]!) : cell.padStart(widths[n]!))).join('  '),
  );
}
