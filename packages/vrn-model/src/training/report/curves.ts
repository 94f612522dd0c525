// Draws line charts as SVG: axes with ticks at round numbers, one line per series, and a legend.
import { check } from '@vrn/voxel';
import { checkOptions, defined } from '@vrn/voxel/internal';

/** A data series: points in order of x. Points that are not finite leave a gap in the line. */
export interface Series {
  readonly name: string;
  readonly points: readonly (readonly [x: number, y: number])[];
  /** Whether the line is dashed, for example for validation data. Default false. */
  readonly dashed?: boolean;
  /** Series of the same group share a colour. Default: the series' name. Colours repeat after eight groups. */
  readonly group?: string;
}

export interface ChartOptions {
  readonly title?: string;
  readonly xLabel?: string;
  readonly yLabel?: string;
  /** Size of the chart, pixels. Default 640 × 400. */
  readonly width?: number;
  readonly height?: number;
}

export const CHART_DEFAULTS: Required<ChartOptions> = { title: '', xLabel: '', yLabel: '', width: 640, height: 400 };

/** Eight colours that colour-blind people can distinguish: those of Okabe and Ito 2008, with a darker yellow. */
const COLOURS = ['#0072b2', '#d55e00', '#009e73', '#cc79a7', '#56b4e9', '#e69f00', '#000000', '#b8a900'] as const;

const escaped = (text: string): string => text.replace(/[&<>"]/g, (letter) => `&#${letter.charCodeAt(0)};`);

/**
 * Returns at least two equally spaced numbers that span low..high. Their step is 1, 2 or 5 times a power of ten, and at
 * least (high − low) / `count`.
 */
export function ticks(low: number, high: number, count = 6): number[] {
  const least = 1e-9 * Math.max(Math.abs(low), Math.abs(high));
  const width = high - low > least ? high - low : Math.max(Math.abs(low), 1);
  const raw = width / count;
  const power = 10 ** Math.floor(Math.log10(raw));
  const step = power * ([1, 2, 5, 10].find((factor) => factor * power >= raw) ?? 10);
  const first = Math.floor(low / step + 1e-9);
  const last = Math.max(first + 1, Math.ceil(high / step - 1e-9));
  return Array.from({ length: last - first + 1 }, (_, i) => +((first + i) * step).toPrecision(12));
}

type Point = readonly [x: number, y: number];

const finite = (point: Point): boolean => point.every(Number.isFinite);

/** Margins around the plot, pixels. The legend is in the right margin. */
const MARGIN = { left: 64, right: 150, top: 34, bottom: 46 } as const;

/** Distance between the entries of the legend, pixels. */
const LEGEND_STEP = 18;

/** The plot area: its bounds in pixels, the values of its ticks, and the mappings from values to pixels. */
interface Plot {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
  readonly xs: readonly number[];
  readonly ys: readonly number[];
  readonly x: (value: number) => number;
  readonly y: (value: number) => number;
}

/**
 * Draws a line chart as SVG text.
 *
 * @param series  the lines; points that are not finite leave a gap.
 * @param options titles and size.
 * @returns SVG text.
 * @throws {VolumetricError} `bad-argument` if `series` is not a list or has no finite point, and for unknown options.
 *
 * @example
 * const svg = lineChart([{ name: 'loss', points: [[0, 3], [1, 1]] }], { title: 'Training' });
 * svg.includes('>Training</text>'); // → true
 */
export function lineChart(series: readonly Series[], options: ChartOptions = {}): string {
  checkOptions('lineChart', options, CHART_DEFAULTS);
  check(Array.isArray(series), 'bad-argument', () => `lineChart: series must be a list, got ${String(series)}`);
  const settings = { ...CHART_DEFAULTS, ...defined(options) };
  const points = series.flatMap((each) => each.points.filter(finite));
  check(points.length > 0, 'bad-argument', () => 'lineChart: series must have at least one finite point, got none');
  const plot = plotOf(points, settings);
  const parts = [...titles(plot, settings), ...axes(plot), ...lines(plot, series)];
  const { width, height } = settings;
  const size = `width="${width}" height="${height}" viewBox="0 0 ${width} ${height}"`;
  const font = 'font-family="sans-serif" font-size="11" stroke-width="1.5" stroke-linecap="round"';
  return `<svg xmlns="http://www.w3.org/2000/svg" ${size}><rect width="100%" height="100%" fill="#fff"/><g ${font}>${parts.join('')}</g></svg>\n`;
}

function plotOf(points: readonly Point[], { width, height }: Required<ChartOptions>): Plot {
  const marks = (values: readonly number[]): number[] => {
    const [low, high] = values.reduce(([a, b], v) => [Math.min(a, v), Math.max(b, v)], [values[0]!, values[0]!]);
    return ticks(low, high);
  };
  const xs = marks(points.map(([x]) => x));
  const ys = marks(points.map(([, y]) => y));
  const frame = {
    left: MARGIN.left,
    right: width - MARGIN.right,
    top: MARGIN.top,
    bottom: height - MARGIN.bottom,
  };
  const place = (range: readonly number[], from: number, to: number) => (value: number) =>
    +(from + ((value - range[0]!) / (range.at(-1)! - range[0]!)) * (to - from)).toFixed(2);
  return { ...frame, xs, ys, x: place(xs, frame.left, frame.right), y: place(ys, frame.bottom, frame.top) };
}

const text = (at: Point, words: string, more = ''): string =>
  `<text x="${at[0]}" y="${at[1]}"${more}>${escaped(words)}</text>`;

function titles(plot: Plot, { title, xLabel, yLabel, width, height }: Required<ChartOptions>): string[] {
  const rotated = `transform="translate(14 ${(plot.top + plot.bottom) / 2}) rotate(-90)"`;
  return [
    text([width / 2, 20], title, ' text-anchor="middle" font-size="14"'),
    text([(plot.left + plot.right) / 2, height - 10], xLabel, ' text-anchor="middle"'),
    text([0, 0], yLabel, ` text-anchor="middle" ${rotated}`),
  ];
}

function axes({ left, right, top, bottom, xs, ys, x, y }: Plot): string[] {
  return [
    ...ys.flatMap((mark) => [
      `<path d="M${left} ${y(mark)}H${right}" stroke="#ddd"/>`,
      text([left - 6, y(mark) + 4], String(mark), ' text-anchor="end"'),
    ]),
    ...xs.flatMap((mark) => [
      `<path d="M${x(mark)} ${bottom}v5" stroke="#444"/>`,
      text([x(mark), bottom + 18], String(mark), ' text-anchor="middle"'),
    ]),
    `<path d="M${left} ${top}V${bottom}H${right}" fill="none" stroke="#444"/>`,
  ];
}

function lines({ right, top, x, y }: Plot, series: readonly Series[]): string[] {
  const groups = [...new Set(series.map((each) => each.group ?? each.name))];
  return series.flatMap(({ name, points: line, dashed = false, group = name }, i) => {
    const style = `stroke="${COLOURS[groups.indexOf(group) % COLOURS.length]}"${dashed ? ' stroke-dasharray="5 3"' : ''}`;
    const isDrawn = (at: number): boolean => at in line && finite(line[at]!);
    const place = line.map(([px, py], at) => {
      if (!isDrawn(at)) return '';
      // A round cap on a line of length zero draws a dot, so that a point between gaps is visible.
      const isAlone = !isDrawn(at - 1) && !isDrawn(at + 1);
      return `${isDrawn(at - 1) ? 'L' : 'M'}${x(px)} ${y(py)}${isAlone ? 'h0' : ''}`;
    });
    const entry = top + 6 + LEGEND_STEP * i;
    return [
      `<path d="${place.join('')}" fill="none" ${style} class="series"/>`,
      `<path d="M${right + 12} ${entry}h22" ${style}/>`,
      text([right + 40, entry + 4], name),
    ];
  });
}
