// Draws the inside of a residual block from its layers: chained convolutions, their concatenation if any, and the
// skip connection.
import { BLOCKS } from '../network/blocks.js';
import type { Layer } from '../network/shapes.js';
import { type Scene, titleOf } from './scene.js';
import { box, named, sum, text, wire } from './svg.js';

const STEP = { width: 108, height: 30, gap: 26 } as const;

/** A convolution of the block: its path, kernel, and input and output channels. */
interface Inner {
  readonly name: string;
  readonly kernel: string;
  readonly from: number;
  readonly to: number;
}

/**
 * Draws the block below its title, whose baseline begins at (x, y), pixels. Returns the x of the drawing's right end.
 */
export function drawBlock(scene: Scene, x: number, y: number): number {
  const place = `stack0/merge${scene.config.depth}`;
  const inner = convolutions(scene, place);
  const hasConcat = kinds(scene, place).has('concat');
  const features = scene.parts.get(place)!.shape.at(-1)!;
  const line = y + 84;
  const around = y + 36;
  text(scene.canvas, `Inside every dark box: ${BLOCKS[scene.config.block].title}`, {
    x,
    y,
    size: 11,
    anchor: 'start',
    bold: true,
  });
  text(scene.canvas, String(features), { x, y: line + 13, size: 8, anchor: 'start', colour: 'faint' });
  const begin = x + 14;
  let at = begin + 20;
  const taps: number[] = [];
  const first = at;
  const end = first + inner.length * (STEP.width + STEP.gap);
  const [concatX, sumX] = [end + 6, end + 34];
  wire(scene.canvas, [[x, line], [hasConcat ? end - STEP.gap + 12 : sumX - 5, line]]); // biome-ignore format: one line
  wire(scene.canvas, [[begin, line], [begin, around], [sumX, around], [sumX, line - 5]]); // biome-ignore format: one line
  named(scene.canvas, { path: place, title: titleOf(scene.parts.get(place)!) }, () => {
    for (const each of inner) {
      box(scene.canvas, { x: at, y: line, width: STEP.width, height: STEP.height, colour: 'input' });
      text(scene.canvas, 'norm, ReLU, convolution', { x: at + STEP.width / 2, y: line - 3, size: 8, colour: 'faint' });
      text(scene.canvas, `${each.kernel}   ${each.from} → ${each.to}`, {
        x: at + STEP.width / 2,
        y: line + 9,
        size: 10,
        bold: true,
      });
      at += STEP.width + STEP.gap;
      taps.push(at - STEP.gap + 12);
    }
  });
  if (hasConcat) {
    for (const [i, tap] of taps.entries()) {
      const below = line + 30 + 12 * (taps.length - 1 - i);
      wire(scene.canvas, [[tap, line], [tap, below], [concatX, below]]); // biome-ignore format: one line
      text(scene.canvas, String(inner[i]!.to), {
        x: concatX - 4,
        y: below - 3,
        size: 7,
        anchor: 'end',
        colour: 'faint',
      });
    }
    const [top, bottom] = [line + 24, line + 36 + 12 * (taps.length - 1)];
    box(scene.canvas, { x: concatX, y: (top + bottom) / 2, width: 8, height: bottom - top, colour: 'linear' });
    text(scene.canvas, 'side by side', { x: concatX + 4, y: bottom + 11, size: 8, colour: 'faint' });
    wire(scene.canvas, [[concatX + 8, (top + bottom) / 2], [sumX, (top + bottom) / 2], [sumX, line + 5]]); // biome-ignore format: one line
  }
  sum(scene.canvas, sumX, line);
  wire(scene.canvas, [[sumX + 5, line], [sumX + 34, line]], { arrow: true }); // biome-ignore format: one line
  text(scene.canvas, String(features), { x: sumX + 22, y: line + 13, size: 8, colour: 'faint' });
  return sumX + 34;
}

/**
 * Layers of a place: from the first layer whose path is within the place to the last before a path outside the place.
 * Layers without a path in between are included.
 */
const layersWithin = (scene: Scene, place: string): Layer[] => {
  const { layers } = scene.description;
  const first = layers.findIndex(({ path }) => path.startsWith(`${place}/`));
  const next = layers.findIndex(({ path }, i) => i > first && path !== '' && !path.startsWith(`${place}/`));
  return layers.slice(first, next === -1 ? undefined : next);
};

const kinds = (scene: Scene, place: string): Set<Layer['kind']> =>
  new Set(layersWithin(scene, place).map(({ kind }) => kind));

function convolutions(scene: Scene, place: string): Inner[] {
  return scene.description.parameters
    .filter(({ path }) => path.startsWith(`${place}/`) && path.endsWith('/conv/w'))
    .map(({ path, shape }) => ({
      name: path,
      kernel: shape.slice(0, -2).join('×'),
      from: shape.at(-2)!,
      to: shape.at(-1)!,
    }));
}
