// One hourglass: its main line from left to right, each lane a loop above or below it.
import { type Lane, mainLine } from './places.js';
import { BOX, boxes, HEIGHT, type Scene, widthOf } from './scene.js';
import { sum, text, wire } from './svg.js';

/** Height of the boxes in lanes, which lie between the heights of two resolutions. */
const LANE = { height: 9, below: 15 } as const;

const LABEL = { size: 7, anchor: 'start', colour: 'faint' } as const;

/** Draws from x on; gives the x after it. */
export function drawHourglass(on: Scene, stack: number, x: number): number {
  const path = `stack${stack}`;
  const left = new Map<Lane, number>();
  const labels = new Set<string>();
  let at = x;
  for (const piece of mainLine(on.config, path)) {
    if (piece.kind === 'blocks') {
      const end = boxes(on, piece.place, { x: at });
      label(on, piece.place, (at + end) / 2, labels);
      at = end + BOX.gap;
    } else if (piece.kind === 'leave') {
      left.set(piece.lane, at);
      at += BOX.gap;
    } else {
      at = Math.max(at + BOX.gap / 2, left.get(piece.lane)! + laneWidth(on, piece.lane) + 2 * BOX.gap);
      drawLane(on, piece.lane, [left.get(piece.lane)!, at]);
      sum(on.on, at, on.y);
      at += BOX.gap;
    }
  }
  return at;
}

function resolution(on: Scene, place: string): string {
  const { shape } = on.parts.get(place)!;
  return shape.slice(0, -1).join('×');
}

/** A resolution's name beneath the first place of its kind. */
function label(on: Scene, place: string, x: number, done: Set<string>): void {
  const words = resolution(on, place);
  if (done.has(words)) return;
  done.add(words);
  text(on.on, x, on.y + on.height(on.parts.get(place)!.shape) / 2 + 9, words, { size: 7, colour: 'faint' });
}

/** Of all its boxes. */
const laneWidth = (on: Scene, { places }: Lane): number =>
  places.reduce((all, place) => all + widthOf(on.count(place)) + BOX.space * 2, -BOX.space * 2);

function drawLane(on: Scene, lane: Lane, [from, to]: readonly [number, number]): void {
  const y = laneY(on, lane);
  wire(on.on, [
    [from, on.y],
    [from, y],
    [to, y],
    [to, on.y + Math.sign(y - on.y) * 5],
  ]);
  let at = (from + to - laneWidth(on, lane)) / 2;
  for (const place of lane.places) {
    at = boxes(on, place, { x: at, y, height: LANE.height }) + BOX.space * 2;
  }
  // Pooled lanes are all of one resolution; the outermost says it.
  if (y > on.y && lane.level === on.config.depth) text(on.on, at + 2, y - 4, resolution(on, lane.places[0]!), LABEL);
}

/** Lanes of the line's own resolution lie above, within the room that the pooled main line leaves; pooled ones below it. */
function laneY(on: Scene, { level, places }: Lane): number {
  if (places.length > 1) return on.y + HEIGHT.full / 2 + LANE.below * level;
  const { shape } = on.parts.get(places[0]!)!;
  return on.y - on.height(shape) / 2 + HEIGHT.halving / 4;
}
