// Draws small SVG charts: histograms, named bars, and a map of positions.
import type { Histogram } from './histogram.js';

const BLUE = '#0072b2';
const ORANGE = '#d55e00';
const GREEN = '#009e73';
const GREY = '#9a9a9a';

export const escaped = (text: string): string => text.replace(/[&<>"]/g, (letter) => `&#${letter.charCodeAt(0)};`);

/** Formats a number with two decimals, with one if its magnitude is at least 10, with none from 100; null as a dash. */
export const figure = (value: number | null): string => {
  if (value === null) return '–';
  const size = Math.abs(value);
  return value.toFixed(size >= 100 ? 0 : size >= 10 ? 1 : 2);
};

const svg = (width: number, height: number, label: string, parts: readonly string[]): string =>
  `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img" ` +
  `aria-label="${escaped(label)}" font-family="sans-serif" font-size="11">${parts.join('')}</svg>`;

const text = (x: number, y: number, words: string, more = ''): string =>
  `<text x="${+x.toFixed(1)}" y="${+y.toFixed(1)}"${more}>${escaped(words)}</text>`;

const bar = (x: number, y: number, width: number, height: number, colour: string, title: string): string =>
  `<rect x="${+x.toFixed(1)}" y="${+y.toFixed(1)}" width="${+width.toFixed(1)}" height="${+height.toFixed(1)}" ` +
  `fill="${colour}"><title>${escaped(title)}</title></rect>`;

/** Draws a histogram with a dashed line at the mean and a scale with five marks. */
export function histogramChart(histogram: Histogram, label: string): string {
  const [width, height] = [300, 130];
  const frame = { left: 36, right: width - 12, top: 8, bottom: height - 22 };
  const { low, high, counts, mean } = histogram;
  const maxCount = Math.max(1, ...counts);
  const x = (value: number): number => frame.left + ((value - low) / (high - low)) * (frame.right - frame.left);
  const y = (count: number): number => frame.bottom - (count / maxCount) * (frame.bottom - frame.top);
  const step = (high - low) / counts.length;
  const parts = [
    `<path d="M${frame.left} ${frame.top}V${frame.bottom}H${frame.right}" fill="none" stroke="#666"/>`,
    text(frame.left - 4, frame.top + 8, String(maxCount), ' text-anchor="end" fill="#555"'),
    text(frame.left - 4, frame.bottom, '0', ' text-anchor="end" fill="#555"'),
  ];
  for (const [n, count] of counts.entries()) {
    if (count === 0) continue;
    const from = low + n * step;
    const title = `${figure(from)} to ${figure(from + step)}: ${count}`;
    parts.push(bar(x(from) + 0.5, y(count), x(from + step) - x(from) - 1, frame.bottom - y(count), BLUE, title));
  }
  for (let mark = 0; mark <= 4; mark++) {
    const value = low + (mark / 4) * (high - low);
    parts.push(`<path d="M${+x(value).toFixed(1)} ${frame.bottom}v4" stroke="#666"/>`);
    parts.push(text(x(value), height - 6, String(+value.toFixed(2)), ' text-anchor="middle" fill="#333"'));
  }
  if (mean !== null) {
    const at = +x(Math.min(high, Math.max(low, mean))).toFixed(1);
    parts.push(
      `<path d="M${at} ${frame.top}V${frame.bottom}" stroke="${ORANGE}" stroke-width="1.5" stroke-dasharray="4 3"/>`,
    );
  }
  return svg(width, height, label, parts);
}

/** A named group of bars, one per series: proportions 0..1, or `null` if unknown. */
export interface NamedShares {
  readonly name: string;
  readonly shares: readonly (number | null)[];
}

/** Draws groups of bars with their names before and their values after them; colours distinguish up to three series. */
export function shareChart(rows: readonly NamedShares[], series: readonly string[]): string {
  const [left, wide, thickness] = [110, 330, 6];
  const row = series.length * (thickness + 1) + 8;
  const colours = [BLUE, ORANGE, GREEN];
  const parts = series.map((name, n) => {
    const at = left + n * 130;
    return `<rect x="${at}" y="4" width="10" height="10" fill="${colours[n]}"/>${text(at + 15, 13, name)}`;
  });
  for (const [n, { name, shares }] of rows.entries()) {
    const top = 28 + n * row;
    parts.push(text(left - 6, top + row / 2, name, ' text-anchor="end"'));
    for (const [m, share] of shares.entries()) {
      const title = `${name}, ${series[m]}: ${share === null ? 'unknown' : `${(100 * share).toFixed(1)} %`}`;
      const [y, length] = [top + m * (thickness + 1), wide * (share ?? 0)];
      parts.push(`<rect x="${left}" y="${y}" width="${wide}" height="${thickness}" fill="#eee"/>`);
      parts.push(bar(left, y, length, thickness, colours[m]!, title));
    }
    const words = shares.map((share) => (share === null ? '–' : (100 * share).toFixed(0))).join(' / ');
    parts.push(text(left + wide + 8, top + row / 2, `${words} %`, ' fill="#333"'));
  }
  return svg(left + wide + 110, 28 + rows.length * row, series.join(', '), parts);
}

/**
 * Draws a map of `side` × `side` cells, darker for larger counts, and named points over it. The rows and columns of
 * points are proportions of the map; points with `null` are not drawn.
 */
export function placeMap(
  { side, counts }: { readonly side: number; readonly counts: readonly number[] },
  points: readonly { readonly name: string; readonly row: number | null; readonly column: number | null }[],
): string {
  const size = 360;
  const cellSize = size / side;
  const maxCount = Math.max(1, ...counts);
  const parts = [`<rect width="${size}" height="${size}" fill="#fff" stroke="${GREY}"/>`];
  for (const [at, count] of counts.entries()) {
    if (count === 0) continue;
    const share = Math.sqrt(count / maxCount);
    const place = `x="${+((at % side) * cellSize).toFixed(2)}" y="${+(Math.floor(at / side) * cellSize).toFixed(2)}"`;
    parts.push(
      `<rect ${place} width="${cellSize}" height="${cellSize}" fill="${BLUE}" fill-opacity="${share.toFixed(3)}"/>`,
    );
  }
  for (const { name, row, column } of points) {
    if (row === null || column === null) continue;
    const [x, y] = [+(column * size).toFixed(1), +(row * size).toFixed(1)];
    const colour = name.startsWith('right') ? ORANGE : name.startsWith('left') ? GREEN : '#000';
    parts.push(
      `<circle cx="${x}" cy="${y}" r="4" fill="${colour}" stroke="#fff"><title>${escaped(name)}</title></circle>`,
    );
  }
  return svg(size, size, 'positions of landmarks', parts);
}
