// Draws an hourglass: its main line from left to right, and the branches beside it as lanes above or below that line.
import { type Lane, mainLine } from './places.js';
import { BOX, boxes, HEIGHT, type Scene, widthOf } from './scene.js';
import { sum, text, wire } from './svg.js';

/** Height of the boxes in lanes, and the distance between the pooled lanes of successive levels, pixels. */
const LANE = { height: 9, below: 15 } as const;

const LABEL = { size: 7, anchor: 'start', colour: 'faint' } as const;

/** Draws the hourglass with its left end at x. Returns the x where the next part begins. */
export function drawHourglass(scene: Scene, stack: number, x: number): number {
  const path = `stack${stack}`;
  const left = new Map<Lane, number>();
  const labels = new Set<string>();
  let at = x;
  for (const piece of mainLine(scene.config, path)) {
    if (piece.kind === 'blocks') {
      const end = boxes(scene, piece.place, { x: at });
      label(scene, piece.place, (at + end) / 2, labels);
      at = end + BOX.gap;
    } else if (piece.kind === 'leave') {
      left.set(piece.lane, at);
      at += BOX.gap;
    } else {
      at = Math.max(at + BOX.gap / 2, left.get(piece.lane)! + laneWidth(scene, piece.lane) + 2 * BOX.gap);
      drawLane(scene, piece.lane, [left.get(piece.lane)!, at]);
      sum(scene.canvas, at, scene.y);
      at += BOX.gap;
    }
  }
  return at;
}

function resolution(scene: Scene, place: string): string {
  const { shape } = scene.parts.get(place)!;
  return shape.slice(0, -1).join('×');
}

/** Writes the resolution of a place below the place's boxes, unless an earlier place has the same resolution. */
function label(scene: Scene, place: string, x: number, done: Set<string>): void {
  const words = resolution(scene, place);
  if (done.has(words)) return;
  done.add(words);
  text(scene.canvas, words, {
    x,
    y: scene.y + scene.height(scene.parts.get(place)!.shape) / 2 + 9,
    size: 7,
    colour: 'faint',
  });
}

/** Width of the boxes of a lane and the spaces between them, pixels. */
const laneWidth = (scene: Scene, { places }: Lane): number =>
  places.reduce((all, place) => all + widthOf(scene.count(place)) + BOX.space * 2, -BOX.space * 2);

function drawLane(scene: Scene, lane: Lane, [from, to]: readonly [number, number]): void {
  const y = laneY(scene, lane);
  wire(scene.canvas, [
    [from, scene.y],
    [from, y],
    [to, y],
    [to, scene.y + Math.sign(y - scene.y) * 5],
  ]);
  let at = (from + to - laneWidth(scene, lane)) / 2;
  for (const place of lane.places) {
    at = boxes(scene, place, { x: at, y, height: LANE.height }) + BOX.space * 2;
  }
  // Pooled lanes exist only with nesting 'released', where all have the same resolution: label only the outermost.
  if (y > scene.y && lane.level === scene.config.depth)
    text(scene.canvas, resolution(scene, lane.places[0]!), { x: at + 2, y: y - 4, ...LABEL });
}

/**
 * Returns the y of a lane. Pooled lanes run below the main line. The other lanes run above it, in the space that the
 * smaller boxes of the pooled main line leave.
 */
function laneY(scene: Scene, { level, places }: Lane): number {
  if (places.length > 1) return scene.y + HEIGHT.full / 2 + LANE.below * level;
  const { shape } = scene.parts.get(places[0]!)!;
  return scene.y - scene.height(shape) / 2 + HEIGHT.halving / 4;
}
