// A line chart as SVG: axes with round ticks, one line a series, a legend. What learning curves are drawn with.
import { check } from '@vrn/voxel';

/** A line: points in order of x; points that are not finite leave a gap. */
export interface Series {
  readonly name: string;
  readonly points: readonly (readonly [x: number, y: number])[];
  /** Dashed, for what is measured on other data. Default false. */
  readonly dashed?: boolean;
  /** Series of one group share a colour. Default: each its own. */
  readonly group?: string;
}

export interface ChartOptions {
  readonly title?: string;
  readonly xLabel?: string;
  readonly yLabel?: string;
  /** Pixels. */
  readonly width?: number;
  readonly height?: number;
}

export const CHART_DEFAULTS: Required<ChartOptions> = { title: '', xLabel: '', yLabel: '', width: 640, height: 400 };

/** Eight colours that people with any kind of colour vision tell apart. Okabe and Ito 2008. */
const COLOURS = ['#0072b2', '#d55e00', '#009e73', '#cc79a7', '#56b4e9', '#e69f00', '#000000', '#b8a900'] as const;

const escaped = (text: string): string => text.replace(/[&<>"]/g, (letter) => `&#${letter.charCodeAt(0)};`);

/** About `count` round numbers (1, 2 or 5 times a power of ten apart) that span low..high. */
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

const finite = (point: readonly [number, number]): boolean => point.every(Number.isFinite);

/**
 * The chart as SVG text.
 *
 * @throws {VolumetricError} `bad-argument` when no series has a finite point.
 */
export function lineChart(series: readonly Series[], options: ChartOptions = {}): string {
  const { title, xLabel, yLabel, width, height } = { ...CHART_DEFAULTS, ...options };
  const points = series.flatMap((each) => each.points.filter(finite));
  check(points.length > 0, 'bad-argument', () => 'lineChart: series must have at least one finite point, got none');
  const axis = (values: readonly number[]): number[] => {
    const [low, high] = values.reduce(([a, b], v) => [Math.min(a, v), Math.max(b, v)], [values[0]!, values[0]!]);
    return ticks(low, high);
  };
  const xs = axis(points.map(([x]) => x));
  const ys = axis(points.map(([, y]) => y));
  const frame = { left: 64, right: width - 150, top: 34, bottom: height - 46 };
  const along = (marks: readonly number[], from: number, to: number) => (value: number) =>
    +(from + ((value - marks[0]!) / (marks.at(-1)! - marks[0]!)) * (to - from)).toFixed(2);
  const x = along(xs, frame.left, frame.right);
  const y = along(ys, frame.bottom, frame.top);
  const text = (at: readonly [number, number], words: string, more = ''): string =>
    `<text x="${at[0]}" y="${at[1]}"${more}>${escaped(words)}</text>`;
  const parts = [
    text([width / 2, 20], title, ' text-anchor="middle" font-size="14"'),
    text([(frame.left + frame.right) / 2, height - 10], xLabel, ' text-anchor="middle"'),
    text(
      [0, 0],
      yLabel,
      ` text-anchor="middle" transform="translate(14 ${(frame.top + frame.bottom) / 2}) rotate(-90)"`,
    ),
  ];
  for (const mark of ys) {
    parts.push(`<path d="M${frame.left} ${y(mark)}H${frame.right}" stroke="#ddd"/>`);
    parts.push(text([frame.left - 6, y(mark) + 4], String(mark), ' text-anchor="end"'));
  }
  for (const mark of xs) {
    parts.push(`<path d="M${x(mark)} ${frame.bottom}v5" stroke="#444"/>`);
    parts.push(text([x(mark), frame.bottom + 18], String(mark), ' text-anchor="middle"'));
  }
  parts.push(`<path d="M${frame.left} ${frame.top}V${frame.bottom}H${frame.right}" fill="none" stroke="#444"/>`);
  const groups = [...new Set(series.map((each) => each.group ?? each.name))];
  for (const [i, { name, points: line, dashed = false, group = name }] of series.entries()) {
    const style = `stroke="${COLOURS[groups.indexOf(group) % COLOURS.length]}"${dashed ? ' stroke-dasharray="5 3"' : ''}`;
    const place = line.map((point, at) => {
      return finite(point) ? `${at > 0 && finite(line[at - 1]!) ? 'L' : 'M'}${x(point[0])} ${y(point[1])}` : '';
    });
    // A round cap on no length is a dot: a series of one point is seen.
    parts.push(`<path d="${place.join('')}${line.length === 1 ? 'h0' : ''}" fill="none" ${style} class="series"/>`);
    const top = frame.top + 6 + 18 * i;
    parts.push(`<path d="M${frame.right + 12} ${top}h22" ${style}/>`, text([frame.right + 40, top + 4], name));
  }
  const size = `width="${width}" height="${height}" viewBox="0 0 ${width} ${height}"`;
  const font = 'font-family="sans-serif" font-size="11" stroke-width="1.5" stroke-linecap="round"';
  return `<svg xmlns="http://www.w3.org/2000/svg" ${size}><rect width="100%" height="100%" fill="#fff"/><g ${font}>${parts.join('')}</g></svg>\n`;
}
