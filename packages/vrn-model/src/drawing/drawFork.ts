// Draws an output fork: residual blocks, 1×1 convolutions to logits, their correction by a fine part, and the volume.
import { BOX, HEIGHT, type Scene, titleOf, widthOf } from './scene.js';
import { box, type Colour, named, sum, text, wire } from './svg.js';

/** Heights of boxes, pixels: in a fork that lies below the main line, and in a fine part. */
const ROW = { fork: 44, fine: 26 } as const;

/** Side of the last stack's volume, and of the other volumes, pixels. */
const VOLUME = { last: 62, other: 34 } as const;

/** Boxes of a fine part, in order. */
const FINE: readonly Colour[] = ['linear', 'block', 'block', 'linear', 'output'];

/** Positions on a fork's line from which the drawing of the network continues, pixels. */
export interface ForkPlaces {
  /** The x just after the logits, before the fine part's correction: where the reinjection branches off. */
  readonly logits: number;
  /** The x of the end of the fork's line: after the correction if there is one. */
  readonly end: number;
}

/**
 * Draws a fork that begins at (x, y): residual blocks and 1×1 convolutions, the fine part if it has one, then the
 * volume and its loss if the stack is supervised.
 */
export function drawFork(scene: Scene, stack: number, [x, y]: readonly [number, number]): ForkPlaces {
  const onLine = y === scene.y;
  const path = `stack${stack}/fork`;
  const residuals = new Array<'block'>(scene.config.forkResiduals[stack] ?? 0).fill('block');
  const height = onLine ? scene.height(scene.parts.get(path)!.shape) : ROW.fork;
  const logits = drawRow(scene, path, { x, y, height, colours: [...residuals, 'linear', 'output'] }) + BOX.space + 1;
  const volume = scene.parts.get(`stack${stack}/volume`);
  if (volume === undefined) return { logits, end: logits };
  const at = scene.parts.has(`stack${stack}/fine`) ? drawFine(scene, stack, { from: x - 4, logits, y }) : logits;
  const side = onLine ? VOLUME.last : VOLUME.other;
  const [left, middle] = [at + 13, y + side / 8];
  wire(scene.canvas, [[logits - BOX.space - 1, y], [at + 11, y]], { arrow: true }); // biome-ignore format: one line
  if (at !== logits) sum(scene.canvas, at - BOX.gap, y);
  named(scene.canvas, { path: volume.path, title: titleOf(volume) }, () =>
    box(scene.canvas, { x: left, y: middle, width: side, height: side, colour: 'volume', depth: side / 4 }),
  );
  const words = { x: left + side / 2, y: middle + side / 2 + 11 };
  const loss = scene.description.outputs.length === 1 ? 'loss' : `loss ${stack + 1}`;
  text(scene.canvas, loss, { ...words, size: 9, bold: true });
  if (onLine) text(scene.canvas, volume.shape.join('×'), { x: words.x, y: words.y + 11, size: 8, colour: 'faint' });
  return { logits, end: at };
}

/**
 * Draws the fine part as a lane below the fork's line: it reads the stack's features and the network's input, and its
 * correction is added to the upsampled logits. Returns the x just after the sign of that sum.
 */
function drawFine(
  scene: Scene,
  stack: number,
  { from, logits, y }: { readonly from: number; readonly logits: number; readonly y: number },
): number {
  const above = y === scene.y ? HEIGHT.full : ROW.fork;
  const lane = y + above / 2 + 14 + ROW.fine / 2;
  const begin = from + BOX.gap;
  const at = Math.max(logits + 3 * BOX.gap, begin + widthOf(FINE.length) + BOX.gap);
  wire(scene.canvas, [[from, y], [from, lane], [at, lane], [at, y + 5]]); // biome-ignore format: one line
  drawRow(scene, `stack${stack}/fine`, { x: begin, y: lane, height: ROW.fine, colours: FINE });
  text(scene.canvas, '+ input', {
    x: begin + BOX.width + BOX.space / 2,
    y: lane + ROW.fine / 2 + 9,
    size: 7,
    anchor: 'start',
    colour: 'faint',
  });
  return at + BOX.gap;
}

interface Row {
  readonly x: number;
  readonly y: number;
  readonly height: number;
  readonly colours: readonly Colour[];
}

/** Draws a part as a row of boxes, and returns the x of its right end. */
function drawRow(scene: Scene, path: string, { x, y, height, colours }: Row): number {
  named(scene.canvas, { path, title: titleOf(scene.parts.get(path)!) }, () => {
    for (const [at, colour] of colours.entries()) {
      box(scene.canvas, { x: x + at * (BOX.width + BOX.space), y, width: BOX.width, height, colour });
    }
  });
  return x + widthOf(colours.length);
}
