// Defines the scene that all parts of a drawing share: the network's description, the scale of heights, and boxes for
// blocks.

import { type Part, parts } from '../describe/parts.js';
import type { SettledConfig } from '../network/network.js';
import type { Description } from '../network/shapes.js';
import { box, type Canvas, type Colour, named } from './svg.js';

/** A canvas and the network that is drawn on it. */
export interface Scene {
  readonly canvas: Canvas;
  readonly config: SettledConfig;
  readonly description: Description;
  readonly parts: ReadonlyMap<string, Part>;
  /** Number of residual blocks in a place; 1 for parts without numbered blocks. */
  readonly count: (place: string) => number;
  /** The y of the main line, pixels. */
  readonly y: number;
  /** Height of a box for features of a shape `[…spatial, channels]`, pixels. */
  readonly height: (shape: readonly number[]) => number;
}

/** Width of a box, space between boxes of one place, gap between places, and largest depth, pixels. */
export const BOX = { width: 6, space: 2, gap: 9, depth: 4 } as const;

/**
 * Height of a box at the input resolution of the hourglasses, decrease per halving of the resolution, and minimum
 * height, pixels.
 */
export const HEIGHT = { full: 140, halving: 26, least: 14 } as const;

/** Side of the square with as many positions as one plane (rows × columns) of features of a shape. */
const side = (shape: readonly number[]): number => {
  const [rows, columns] = shape.slice(0, -1).slice(-2) as [number, number];
  return Math.sqrt(rows * columns);
};

/** Creates the scene of a network whose main line is at `y`. */
export function createScene(
  canvas: Canvas,
  config: SettledConfig,
  { description, y }: Pick<Scene, 'description' | 'y'>,
): Scene {
  const all = new Map(parts(description).map((part) => [part.path, part]));
  const modules = new Map<string, Set<string>>();
  for (const { path } of description.layers) {
    const [stack, place, module = ''] = path.split('/');
    if (!/^m\d+$/.test(module)) continue;
    const key = `${stack}/${place}`;
    modules.set(key, (modules.get(key) ?? new Set()).add(module));
  }
  const full = side(all.get('stem/block2')!.shape);
  return {
    canvas,
    config,
    description,
    parts: all,
    count: (place) => modules.get(place)?.size ?? 1,
    y,
    height: (shape) => Math.max(HEIGHT.least, HEIGHT.full + HEIGHT.halving * Math.log2(side(shape) / full)),
  };
}

const thousands = (value: number): string => String(value).replace(/\B(?=(\d{3})+$)/g, ',');

/** Tooltip of a part: path, output shape, parameters and multiply-adds. */
export const titleOf = ({ path, shape, parameters, multiplyAdds }: Part): string =>
  `${path}: ${shape.join(' × ')}, ${thousands(parameters)} parameters, ${(multiplyAdds / 1e6).toFixed(1)} M multiply-adds`;

/** Width of a number of boxes and the spaces between them, pixels. */
export const widthOf = (count: number): number => count * BOX.width + (count - 1) * BOX.space;

export interface BoxesOptions {
  readonly x: number;
  readonly y?: number;
  readonly count?: number;
  readonly colour?: Colour;
  /** Height of the boxes, pixels. Default: {@link Scene.height} of the part's shape. */
  readonly height?: number;
}

/** Draws a part as `count` boxes, by default one per residual block. Returns the x of the right end. */
export function boxes(scene: Scene, path: string, options: BoxesOptions): number {
  const part = scene.parts.get(path)!;
  const { x, y = scene.y, count = scene.count(path), colour = 'block', height = scene.height(part.shape) } = options;
  const depth = part.shape.length === 4 ? Math.min(BOX.depth, height / 4) : 0;
  named(scene.canvas, { path, title: titleOf(part) }, () => {
    for (let i = 0; i < count; i++) {
      const left = x + i * (BOX.width + BOX.space);
      box(scene.canvas, { x: left, y, width: BOX.width, height, colour, depth });
    }
  });
  return x + widthOf(count);
}
