// Draws the network from its input to its last volume along one line, with the other output forks below it.
import { inputChannels } from '../network/config.js';
import { drawFork } from './drawFork.js';
import { drawHourglass } from './drawHourglass.js';
import { BOX, boxes, HEIGHT, type Scene } from './scene.js';
import { box, sum, text, wire } from './svg.js';

/** Distance of output forks (except the last) below the main line, and gap to the left of each of them, pixels. */
const FORK = { below: HEIGHT.full / 2 + 46, gap: 12 } as const;
/** Height of a stack's skip connection above the main line, pixels. */
const AROUND = HEIGHT.full / 2 + 16;

/** Draws the input, the stem and every stack. */
export function drawNetworkLine(scene: Scene): void {
  // SVG paints in order. The main line must be painted before the shapes on it, but its end is known only after them:
  // the shapes are removed, the line is drawn, and the shapes are added again.
  const first = scene.canvas.shapes.length;
  const start = 24;
  let x = drawStem(scene, drawInput(scene, start));
  for (let stack = 0; stack < scene.config.stacks; stack++) x = drawStack(scene, stack, x);
  const above = scene.canvas.shapes.splice(first);
  wire(scene.canvas, [
    [start + 20, scene.y],
    [x, scene.y],
  ]);
  scene.canvas.shapes.push(...above);
}

/** Draws the input as one plane per channel, at most five. Returns the x where the stem begins. */
function drawInput(scene: Scene, x: number): number {
  const { config } = scene;
  const height = scene.height([config.rows * config.inputScale, config.columns * config.inputScale, 1]);
  const planes = Math.min(inputChannels(config), 5);
  for (let i = 0; i < planes; i++) {
    const colour = i % 2 === 0 ? 'input' : 'line';
    box(scene.canvas, { x: x + 4 * i, y: scene.y, width: 3, height, colour });
  }
  const size = `${config.rows * config.inputScale}×${config.columns * config.inputScale}`;
  text(scene.canvas, config.inputs.join(' + '), { x, y: scene.y + height / 2 + 12, size: 9, anchor: 'start' });
  text(scene.canvas, `${size}, ${inputChannels(config)} channels`, {
    x,
    y: scene.y + height / 2 + 23,
    size: 8,
    anchor: 'start',
    colour: 'faint',
  });
  return x + 4 * planes + BOX.gap * 2;
}

/** Draws the stem, one box per part. Returns the x where the first stack begins. */
function drawStem(scene: Scene, x: number): number {
  const order = ['stem/conv', 'stem/block0', 'stem/block1', 'stem/lift', 'stem/block2'].filter((path) =>
    scene.parts.has(path),
  );
  const colours = { 'stem/conv': 'convolution', 'stem/lift': 'linear' } as const;
  let at = x;
  for (const path of order) {
    at = boxes(scene, path, { x: at, colour: colours[path as keyof typeof colours] ?? 'block' }) + BOX.gap;
  }
  const { shape } = scene.parts.get('stem/conv')!;
  text(scene.canvas, 'stem', { x: (x + at) / 2, y: scene.y - scene.height(shape) / 2 - 8, size: 9, bold: true });
  return at;
}

/**
 * Draws a stack: an hourglass, two 1×1 convolutions, the skip connection around all three, and the output fork and
 * reinjection if the stack has them. Returns the x where the next stack begins or, after the last, the main line ends.
 */
function drawStack(scene: Scene, stack: number, x: number): number {
  const { config } = scene;
  const path = `stack${stack}`;
  const last = stack === config.stacks - 1;
  const begin = x;
  let at = drawHourglass(scene, stack, begin + BOX.gap);
  text(scene.canvas, `hourglass ${stack + 1}`, { x: (begin + at) / 2, y: scene.y - AROUND - 7, size: 9, bold: true });
  for (const name of ['linear0', 'linear1'])
    at = boxes(scene, `${path}/${name}`, { x: at, colour: 'linear' }) + BOX.space;
  at += BOX.gap;
  wire(scene.canvas, [
    [begin, scene.y],
    [begin, scene.y - AROUND],
    [at, scene.y - AROUND],
    [at, scene.y - 5],
  ]);
  sum(scene.canvas, at, scene.y);
  at += BOX.gap;
  if (!scene.parts.has(`${path}/fork`)) return at + BOX.gap;
  if (last) return drawFork(scene, stack, [at + 4, scene.y]).end;
  const y = scene.y + FORK.below;
  wire(scene.canvas, [
    [at, scene.y],
    [at, y],
    [at + FORK.gap, y],
  ]);
  const { logits } = drawFork(scene, stack, [at + FORK.gap, y]);
  if (!scene.parts.has(`${path}/reinject`)) return at + BOX.gap;
  return drawReinjection(scene, path, [logits, y]);
}

/** Draws the reinjection from a fork's logits at (x, y) to the main line. Returns the x where the next stack begins. */
function drawReinjection(scene: Scene, path: string, [x, y]: readonly [number, number]): number {
  wire(scene.canvas, [
    [x, y],
    [x, scene.y + 5],
  ]);
  boxes(scene, `${path}/reinject`, {
    x: x - BOX.width / 2,
    y: scene.y + HEIGHT.full / 2,
    height: 20,
    colour: 'linear',
  });
  sum(scene.canvas, x, scene.y);
  return x + BOX.gap;
}
