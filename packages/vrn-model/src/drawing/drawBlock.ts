// The inside of a residual block, read off its layers: three convolutions in a chain, what is joined, what goes around.
import type { Layer } from '../network/shapes.js';
import { type Scene, titleOf } from './scene.js';
import { box, named, sum, text, wire } from './svg.js';

const STEP = { width: 108, height: 30, gap: 26 } as const;

/** Words for the paper's kinds. */
const NAMES = {
  bottleneck: 'bottleneck block',
  multiscale: 'multi-scale block',
  flat: 'flat volumetric block',
} as const;

/** A convolution's kernel and channels. */
interface Inner {
  readonly name: string;
  readonly kernel: string;
  readonly from: number;
  readonly to: number;
}

/** Draws at (x, y), its top left corner; gives the x after it. */
export function drawBlock(on: Scene, x: number, y: number): number {
  const place = `stack0/merge${on.config.depth}`;
  const inner = convolutions(on, place);
  const joined = kinds(on, place).has('concat');
  const features = on.parts.get(place)!.shape.at(-1)!;
  const line = y + 84;
  const around = y + 36;
  text(on.on, x, y, `Inside every dark box: ${NAMES[on.config.block]}`, { size: 11, anchor: 'start', bold: true });
  text(on.on, x, line + 13, String(features), { size: 8, anchor: 'start', colour: 'faint' });
  const begin = x + 14;
  let at = begin + 20;
  const taps: number[] = [];
  const first = at;
  const end = first + inner.length * (STEP.width + STEP.gap);
  const [joint, plus] = [end + 6, end + 34];
  wire(on.on, [[x, line], [joined ? end - STEP.gap + 12 : plus - 5, line]]); // biome-ignore format: one line
  wire(on.on, [[begin, line], [begin, around], [plus, around], [plus, line - 5]]); // biome-ignore format: one line
  named(on.on, place, titleOf(on.parts.get(place)!), () => {
    for (const each of inner) {
      box(on.on, { x: at, y: line, width: STEP.width, height: STEP.height, colour: 'input' });
      text(on.on, at + STEP.width / 2, line - 3, 'norm, ReLU, convolution', { size: 8, colour: 'faint' });
      text(on.on, at + STEP.width / 2, line + 9, `${each.kernel}   ${each.from} → ${each.to}`, {
        size: 10,
        bold: true,
      });
      at += STEP.width + STEP.gap;
      taps.push(at - STEP.gap + 12);
    }
  });
  if (joined) {
    for (const [i, tap] of taps.entries()) {
      const below = line + 30 + 12 * (taps.length - 1 - i);
      wire(on.on, [[tap, line], [tap, below], [joint, below]]); // biome-ignore format: one line
      text(on.on, joint - 4, below - 3, String(inner[i]!.to), { size: 7, anchor: 'end', colour: 'faint' });
    }
    const [top, bottom] = [line + 24, line + 36 + 12 * (taps.length - 1)];
    box(on.on, { x: joint, y: (top + bottom) / 2, width: 8, height: bottom - top, colour: 'linear' });
    text(on.on, joint + 4, bottom + 11, 'side by side', { size: 8, colour: 'faint' });
    wire(on.on, [[joint + 8, (top + bottom) / 2], [plus, (top + bottom) / 2], [plus, line + 5]]); // biome-ignore format: one line
  }
  sum(on.on, plus, line);
  wire(on.on, [[plus + 5, line], [plus + 34, line]], { arrow: true }); // biome-ignore format: one line
  text(on.on, plus + 22, line + 13, String(features), { size: 8, colour: 'faint' });
  return plus + 34;
}

const within = (on: Scene, place: string): Layer[] => {
  const { layers } = on.description;
  const first = layers.findIndex(({ path }) => path.startsWith(`${place}/`));
  const next = layers.findIndex(({ path }, i) => i > first && path !== '' && !path.startsWith(`${place}/`));
  return layers.slice(first, next === -1 ? undefined : next);
};

const kinds = (on: Scene, place: string): Set<Layer['kind']> => new Set(within(on, place).map(({ kind }) => kind));

function convolutions(on: Scene, place: string): Inner[] {
  return on.description.parameters
    .filter(({ path }) => path.startsWith(`${place}/`) && path.endsWith('/conv/w'))
    .map(({ path, shape }) => ({
      name: path,
      kernel: shape.slice(0, -2).join('×'),
      from: shape.at(-2)!,
      to: shape.at(-1)!,
    }));
}
