// The few shapes of which drawings are made, as SVG text.

/** What is drawn, in order, and how far it reaches. */
export interface Canvas {
  readonly shapes: string[];
  right: number;
  bottom: number;
}

export const canvas = (): Canvas => ({ shapes: [], right: 0, bottom: 0 });

export const COLOURS = {
  ink: '#1f2933',
  faint: '#52606d',
  line: '#7b8794',
  block: '#1f4e9c',
  linear: '#8db7ea',
  convolution: '#2a9d8f',
  output: '#e9a23b',
  volume: '#f7e3bd',
  input: '#d9e2ec',
} as const;

export type Colour = keyof typeof COLOURS;

/** Two decimals at most, so that the same drawing is the same text. */
const n = (value: number): string => String(Math.round(value * 100) / 100);

const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');

function reach(on: Canvas, right: number, bottom: number): void {
  on.right = Math.max(on.right, right);
  on.bottom = Math.max(on.bottom, bottom);
}

export interface Box {
  readonly x: number;
  /** Of its middle. */
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly colour: Colour;
  /** Of the side that shows that features have a third axis; 0 where they have none. */
  readonly depth?: number;
}

/** A box about its middle line, with a top and a side where it is deep. */
export function box(on: Canvas, { x, y, width, height, colour, depth = 0 }: Box): void {
  const [top, right, bottom] = [y - height / 2, x + width, y + height / 2];
  const fill = COLOURS[colour];
  if (depth > 0) {
    const d = n(depth);
    on.shapes.push(
      `<path d="M${n(x)} ${n(top)}l${d} -${d}h${n(width)}l-${d} ${d}z" fill="${fill}" fill-opacity=".55"/>`,
      `<path d="M${n(right)} ${n(top)}l${d} -${d}v${n(height)}l-${d} ${d}z" fill="${fill}" fill-opacity=".75"/>`,
    );
  }
  on.shapes.push(`<rect x="${n(x)}" y="${n(top)}" width="${n(width)}" height="${n(height)}" rx="1" fill="${fill}"/>`);
  reach(on, right + depth, bottom);
}

/** A polyline with rounded corners through points that lie on a grid of horizontals and verticals. */
export function wire(
  on: Canvas,
  points: readonly (readonly [number, number])[],
  options: { arrow?: boolean } = {},
): void {
  const radius = 5;
  const toward = ([x, y]: readonly [number, number], [tx, ty]: readonly [number, number], length: number) => {
    const distance = Math.hypot(tx - x, ty - y) || 1;
    const share = Math.min(length, distance / 2) / distance;
    return `${n(x + (tx - x) * share)} ${n(y + (ty - y) * share)}`;
  };
  const parts = points.map((point, i) => {
    const [before, after] = [points[i - 1], points[i + 1]];
    if (before === undefined) return `M${n(point[0])} ${n(point[1])}`;
    if (after === undefined) return `L${n(point[0])} ${n(point[1])}`;
    return `L${toward(point, before, radius)}Q${n(point[0])} ${n(point[1])} ${toward(point, after, radius)}`;
  });
  const end = options.arrow ? ' marker-end="url(#arrow)"' : '';
  on.shapes.push(`<path d="${parts.join('')}" fill="none" stroke="${COLOURS.line}"${end}/>`);
  for (const [x, y] of points) reach(on, x, y);
}

/** The sum of what comes in. */
export function sum(on: Canvas, x: number, y: number): void {
  on.shapes.push(
    `<circle cx="${n(x)}" cy="${n(y)}" r="4.5" fill="#fff" stroke="${COLOURS.line}"/>`,
    `<path d="M${n(x - 2.5)} ${n(y)}h5M${n(x)} ${n(y - 2.5)}v5" stroke="${COLOURS.ink}"/>`,
  );
}

export interface TextOptions {
  readonly size?: number;
  readonly anchor?: 'start' | 'middle' | 'end';
  readonly colour?: Colour;
  readonly bold?: boolean;
}

export function text(on: Canvas, x: number, y: number, words: string, options: TextOptions = {}): void {
  const { size = 9, anchor = 'middle', colour = 'ink', bold = false } = options;
  const weight = bold ? ' font-weight="600"' : '';
  on.shapes.push(
    `<text x="${n(x)}" y="${n(y)}" font-size="${size}" text-anchor="${anchor}" fill="${COLOURS[colour]}"${weight}>${escaped(words)}</text>`,
  );
  // Letters of a sans-serif face are about half as wide as they are high.
  const width = words.length * size * 0.52;
  reach(on, x + (anchor === 'start' ? width : anchor === 'middle' ? width / 2 : 0), y + 3);
}

/** Shapes that say what they are when pointed at. */
export function named(on: Canvas, path: string, title: string, draw: () => void): void {
  on.shapes.push(`<g data-path="${escaped(path)}"><title>${escaped(title)}</title>`);
  draw();
  on.shapes.push('</g>');
}

/** The whole picture as a file. */
export function document(on: Canvas, title: string): string {
  const [width, height] = [Math.ceil(on.right + 24), Math.ceil(on.bottom + 20)];
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" font-family="Helvetica, Arial, sans-serif">`,
    `<title>${escaped(title)}</title>`,
    `<defs><marker id="arrow" viewBox="0 0 6 6" refX="5" refY="3" markerWidth="6" markerHeight="6" orient="auto"><path d="M0 0L6 3L0 6z" fill="${COLOURS.line}"/></marker></defs>`,
    `<rect width="${width}" height="${height}" fill="#fff"/>`,
    ...on.shapes,
    '</svg>',
    '',
  ].join('\n');
}
