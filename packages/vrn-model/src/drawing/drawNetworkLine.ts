// The network from its input to its volumes, on one line, output forks below it.
import { inputChannels } from '../network/config.js';
import { drawHourglass } from './drawHourglass.js';
import { BOX, boxes, HEIGHT, type Scene, titleOf } from './scene.js';
import { box, named, sum, text, wire } from './svg.js';

/** How far below the main line the forks are, and how far above it the line that goes around an hourglass. */
const FORK = { below: HEIGHT.full / 2 + 46, gap: 12 } as const;
const AROUND = HEIGHT.full / 2 + 16;

export function drawNetworkLine(on: Scene): void {
  // The line is below all that stands on it: its end is known last, so it is put where this was.
  const first = on.on.shapes.length;
  const start = 24;
  let x = drawStem(on, drawInput(on, start));
  for (let stack = 0; stack < on.config.stacks; stack++) x = drawStack(on, stack, x);
  const above = on.on.shapes.splice(first);
  wire(on.on, [
    [start + 20, on.y],
    [x, on.y],
  ]);
  on.on.shapes.push(...above);
}

/** Planes, one behind the other. */
function drawInput(on: Scene, x: number): number {
  const { config } = on;
  const height = on.height([config.rows * config.inputScale, config.columns * config.inputScale, 1]);
  const planes = Math.min(inputChannels(config), 5);
  for (let i = 0; i < planes; i++) {
    const colour = i % 2 === 0 ? 'input' : 'line';
    box(on.on, { x: x + 4 * i, y: on.y, width: 3, height, colour });
  }
  const size = `${config.rows * config.inputScale}×${config.columns * config.inputScale}`;
  text(on.on, x, on.y + height / 2 + 12, config.inputs.join(' + '), { size: 9, anchor: 'start' });
  text(on.on, x, on.y + height / 2 + 23, `${size}, ${inputChannels(config)} channels`, {
    size: 8,
    anchor: 'start',
    colour: 'faint',
  });
  return x + 4 * planes + BOX.gap * 2;
}

function drawStem(on: Scene, x: number): number {
  const order = ['stem/conv', 'stem/block0', 'stem/block1', 'stem/lift', 'stem/block2'].filter((path) =>
    on.parts.has(path),
  );
  const colours = { 'stem/conv': 'convolution', 'stem/lift': 'linear' } as const;
  let at = x;
  for (const path of order) {
    at = boxes(on, path, { x: at, colour: colours[path as keyof typeof colours] ?? 'block' }) + BOX.gap;
  }
  const { shape } = on.parts.get('stem/conv')!;
  text(on.on, (x + at) / 2, on.y - on.height(shape) / 2 - 8, 'stem', { size: 9, bold: true });
  return at;
}

/** An hourglass, its two 1×1 convolutions, the line around all of it, and its output fork. */
function drawStack(on: Scene, stack: number, x: number): number {
  const { config } = on;
  const path = `stack${stack}`;
  const last = stack === config.stacks - 1;
  const begin = x;
  let at = drawHourglass(on, stack, begin + BOX.gap);
  text(on.on, (begin + at) / 2, on.y - AROUND - 7, `hourglass ${stack + 1}`, { size: 9, bold: true });
  for (const name of ['linear0', 'linear1']) at = boxes(on, `${path}/${name}`, { x: at, colour: 'linear' }) + BOX.space;
  at += BOX.gap;
  wire(on.on, [
    [begin, on.y],
    [begin, on.y - AROUND],
    [at, on.y - AROUND],
    [at, on.y - 5],
  ]);
  sum(on.on, at, on.y);
  at += BOX.gap;
  if (!on.parts.has(`${path}/fork`)) return at + BOX.gap;
  if (last) return drawFork(on, stack, [at + 4, on.y]);
  const y = on.y + FORK.below;
  wire(on.on, [
    [at, on.y],
    [at, y],
    [at + FORK.gap, y],
  ]);
  const end = drawFork(on, stack, [at + FORK.gap, y]);
  if (!on.parts.has(`${path}/reinject`)) return at + BOX.gap;
  return drawReinjection(on, path, [end, y]);
}

/** Residual blocks, 1×1 convolutions, the volume, and its loss where it is supervised. Gives the x of the way back. */
function drawFork(on: Scene, stack: number, [x, y]: readonly [number, number]): number {
  const path = `stack${stack}/fork`;
  const { shape } = on.parts.get(path)!;
  const onLine = y === on.y;
  const height = onLine ? on.height(shape) : 44;
  const residuals = on.config.forkResiduals[stack] ?? 0;
  let at = x;
  named(on.on, path, titleOf(on.parts.get(path)!), () => {
    const colours = [...new Array<'block'>(residuals).fill('block'), 'linear', 'output'] as const;
    for (const colour of colours) {
      box(on.on, { x: at, y, width: BOX.width, height, colour });
      at += BOX.width + BOX.space;
    }
  });
  const volume = on.parts.get(`stack${stack}/volume`);
  if (volume === undefined) return at + 3;
  const side = onLine ? 62 : 34;
  wire(on.on, [[at, y], [at + 14, y]], { arrow: true }); // biome-ignore format: one line
  named(on.on, volume.path, titleOf(volume), () =>
    box(on.on, { x: at + 16, y: y + side / 8, width: side, height: side, colour: 'volume', depth: side / 4 }),
  );
  const words = { x: at + 16 + side / 2, y: y + side / 8 + side / 2 + 11 };
  text(on.on, words.x, words.y, on.description.outputs.length === 1 ? 'loss' : `loss ${stack + 1}`, {
    size: 9,
    bold: true,
  });
  if (onLine)
    text(on.on, words.x, words.y + 11, on.parts.get(volume.path)!.shape.join('×'), { size: 8, colour: 'faint' });
  return at + 3;
}

/** From the fork's logits back up to the main line. */
function drawReinjection(on: Scene, path: string, [x, y]: readonly [number, number]): number {
  wire(on.on, [
    [x, y],
    [x, on.y + 5],
  ]);
  boxes(on, `${path}/reinject`, { x: x - BOX.width / 2, y: on.y + HEIGHT.full / 2, height: 20, colour: 'linear' });
  sum(on.on, x, on.y);
  return x + BOX.gap;
}
