// What all parts of a network's drawing share: the network's numbers, heights that stand for resolutions, boxes for blocks.

import { type Part, parts } from '../describe/parts.js';
import type { SettledConfig } from '../network/network.js';
import type { Description } from '../network/shapes.js';
import { box, type Canvas, type Colour, named } from './svg.js';

export interface Scene {
  readonly on: Canvas;
  readonly config: SettledConfig;
  readonly description: Description;
  readonly parts: ReadonlyMap<string, Part>;
  /** Blocks in a place. */
  readonly count: (place: string) => number;
  /** Of the main line. */
  readonly y: number;
  /** Height that a resolution is drawn at. */
  readonly height: (shape: readonly number[]) => number;
}

export const BOX = { width: 6, space: 2, gap: 9, depth: 4 } as const;

/** Height of the features that hourglasses get, and how much each halving of the resolution takes off. */
export const HEIGHT = { full: 140, halving: 26, least: 14 } as const;

/** The side of a square with as many pixels. */
const side = (shape: readonly number[]): number => {
  const [rows, columns] = shape.slice(0, -1).slice(-2) as [number, number];
  return Math.sqrt(rows * columns);
};

export function scene(on: Canvas, config: SettledConfig, description: Description, y: number): Scene {
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
    on,
    config,
    description,
    parts: all,
    count: (place) => modules.get(place)?.size ?? 1,
    y,
    height: (shape) => Math.max(HEIGHT.least, HEIGHT.full + HEIGHT.halving * Math.log2(side(shape) / full)),
  };
}

const thousands = (value: number): string => String(value).replace(/\B(?=(\d{3})+$)/g, ',');

/** What a part is, in words. */
export const titleOf = ({ path, shape, parameters, multiplyAdds }: Part): string =>
  `${path}: ${shape.join(' × ')}, ${thousands(parameters)} parameters, ${(multiplyAdds / 1e6).toFixed(1)} M multiply-adds`;

/** Width of so many boxes. */
export const widthOf = (count: number): number => count * BOX.width + (count - 1) * BOX.space;

export interface BoxesOptions {
  readonly x: number;
  readonly y?: number;
  readonly count?: number;
  readonly colour?: Colour;
  /** Default: what the part's resolution is drawn at. */
  readonly height?: number;
}

/** A part as one box a block; gives the x after it. */
export function boxes(on: Scene, path: string, options: BoxesOptions): number {
  const part = on.parts.get(path)!;
  const { x, y = on.y, count = on.count(path), colour = 'block', height = on.height(part.shape) } = options;
  const depth = part.shape.length === 4 ? Math.min(BOX.depth, height / 4) : 0;
  named(on.on, path, titleOf(part), () => {
    for (let i = 0; i < count; i++) {
      const left = x + i * (BOX.width + BOX.space);
      box(on.on, { x: left, y, width: BOX.width, height, colour, depth });
    }
  });
  return x + widthOf(count);
}
