// Draws boxes, connections, sums and text as SVG.

/** SVG elements in painting order, and the right and bottom edges of the drawing, pixels. */
export interface Canvas {
  readonly shapes: string[];
  right: number;
  bottom: number;
}

/** Creates an empty canvas. */
export const createCanvas = (): Canvas => ({ shapes: [], right: 0, bottom: 0 });

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

/** Formats a number with at most two decimals, so that differences in its last bits do not change the text. */
const n = (value: number): string => String(Math.round(value * 100) / 100);

const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');

/** Extends the canvas to include the point (right, bottom). */
function extend(canvas: Canvas, right: number, bottom: number): void {
  canvas.right = Math.max(canvas.right, right);
  canvas.bottom = Math.max(canvas.bottom, bottom);
}

export interface Box {
  readonly x: number;
  /** The y of the box's centre line, pixels. */
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly colour: Colour;
  /** Depth of the top and side faces, which mark volumes and volumetric features, pixels. Default 0: a flat box. */
  readonly depth?: number;
}

/** Draws a box, with top and side faces if its depth is positive. */
export function box(canvas: Canvas, { x, y, width, height, colour, depth = 0 }: Box): void {
  const [top, right, bottom] = [y - height / 2, x + width, y + height / 2];
  const fill = COLOURS[colour];
  if (depth > 0) {
    const d = n(depth);
    canvas.shapes.push(
      `<path d="M${n(x)} ${n(top)}l${d} -${d}h${n(width)}l-${d} ${d}z" fill="${fill}" fill-opacity=".55"/>`,
      `<path d="M${n(right)} ${n(top)}l${d} -${d}v${n(height)}l-${d} ${d}z" fill="${fill}" fill-opacity=".75"/>`,
    );
  }
  canvas.shapes.push(
    `<rect x="${n(x)}" y="${n(top)}" width="${n(width)}" height="${n(height)}" rx="1" fill="${fill}"/>`,
  );
  extend(canvas, right + depth, bottom);
}

/** Draws a polyline with rounded corners, with an arrowhead at its end if `arrow` is true. */
export function wire(
  canvas: Canvas,
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
  canvas.shapes.push(`<path d="${parts.join('')}" fill="none" stroke="${COLOURS.line}"${end}/>`);
  for (const [x, y] of points) extend(canvas, x, y);
}

/** Draws the sign of a sum: a circle with a plus. */
export function sum(canvas: Canvas, x: number, y: number): void {
  canvas.shapes.push(
    `<circle cx="${n(x)}" cy="${n(y)}" r="4.5" fill="#fff" stroke="${COLOURS.line}"/>`,
    `<path d="M${n(x - 2.5)} ${n(y)}h5M${n(x)} ${n(y - 2.5)}v5" stroke="${COLOURS.ink}"/>`,
  );
}

/**
 * Position and style of a text. `x` is the position of its anchor, `y` that of its baseline, pixels. Defaults: anchor
 * `middle`, colour `ink`, not bold.
 */
export interface TextOptions {
  readonly x: number;
  readonly y: number;
  /** Font size, pixels. Default 9. */
  readonly size?: number;
  readonly anchor?: 'start' | 'middle' | 'end';
  readonly colour?: Colour;
  readonly bold?: boolean;
}

/** Mean width of a sans-serif letter relative to the font size. */
const LETTER_WIDTH = 0.52;

/** Descent of letters below the baseline, pixels. */
const DESCENT = 3;

/** Draws a line of text. */
export function text(canvas: Canvas, words: string, options: TextOptions): void {
  const { x, y, size = 9, anchor = 'middle', colour = 'ink', bold = false } = options;
  const weight = bold ? ' font-weight="600"' : '';
  canvas.shapes.push(
    `<text x="${n(x)}" y="${n(y)}" font-size="${size}" text-anchor="${anchor}" fill="${COLOURS[colour]}"${weight}>${escaped(words)}</text>`,
  );
  const width = words.length * size * LETTER_WIDTH;
  extend(canvas, x + (anchor === 'start' ? width : anchor === 'middle' ? width / 2 : 0), y + DESCENT);
}

/** Groups the shapes that `draw` adds, with the attribute `data-path`. Browsers show the title as a tooltip. */
export function named(
  canvas: Canvas,
  { path, title }: { readonly path: string; readonly title: string },
  draw: () => void,
): void {
  canvas.shapes.push(`<g data-path="${escaped(path)}"><title>${escaped(title)}</title>`);
  draw();
  canvas.shapes.push('</g>');
}

/** Returns the canvas as a complete SVG file. */
export function document(canvas: Canvas, title: string): string {
  const [width, height] = [Math.ceil(canvas.right + 24), Math.ceil(canvas.bottom + 20)];
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" font-family="Helvetica, Arial, sans-serif">`,
    `<title>${escaped(title)}</title>`,
    `<defs><marker id="arrow" viewBox="0 0 6 6" refX="5" refY="3" markerWidth="6" markerHeight="6" orient="auto"><path d="M0 0L6 3L0 6z" fill="${COLOURS.line}"/></marker></defs>`,
    `<rect width="${width}" height="${height}" fill="#fff"/>`,
    ...canvas.shapes,
    '</svg>',
    '',
  ].join('\n');
}
