// Where in a photograph the person is: a square about them, found coarsely and looked at again.
import { check } from '@vrn/voxel';
import { cut, type Photo, type Square, scaled } from '../photo/photo.js';
import { detect } from './models.js';

/** A joint as MoveNet finds it, in pixels of the photograph. */
export interface Joint {
  readonly row: number;
  readonly column: number;
  readonly score: number;
}

export interface Person {
  /** About all joints, with room for head, hands and feet. */
  readonly square: Square;
  /** The 17 of COCO. */
  readonly joints: readonly Joint[];
}

/** Joints below this score are guesses. */
export const SURE = 0.3;

/** So many sure joints, of them at least so many of the trunk, are a person. */
const ENOUGH = 6;
const TRUNK = [5, 6, 11, 12];
const ENOUGH_TRUNK = 2;

const INPUT = 192;

async function look(photo: Photo, square: Square): Promise<Joint[]> {
  const picture = await cut(photo, square, INPUT);
  const { data } = await detect('movenet-lightning', picture, { scale: 1, shift: 0, dtype: 'int32' });
  return Array.from({ length: 17 }, (_, joint) => ({
    row: square.top + data[3 * joint]! * square.side,
    column: square.left + data[3 * joint + 1]! * square.side,
    score: data[3 * joint + 2]!,
  }));
}

const sure = (joints: readonly Joint[]): Joint[] => joints.filter(({ score }) => score > SURE);
const certainty = (joints: readonly Joint[]): number => joints.reduce((sum, { score }) => sum + score, 0);

/** The smallest square about joints, half as large again. */
function around(joints: readonly Joint[]): Square {
  const [rows, columns] = [joints.map(({ row }) => row), joints.map(({ column }) => column)];
  const [top, bottom] = [Math.min(...rows), Math.max(...rows)];
  const [left, right] = [Math.min(...columns), Math.max(...columns)];
  const side = Math.max(bottom - top, right - left, 1);
  return scaled({ left: (left + right - side) / 2, top: (top + bottom - side) / 2, side }, 1.5);
}

/** Where to look first: the whole, then overlapping parts of it, for people who are small in the picture. */
function views({ rows, columns }: Photo): Square[] {
  const side = Math.max(rows, columns);
  const whole = { left: (columns - side) / 2, top: (rows - side) / 2, side };
  const short = Math.min(rows, columns);
  const parts = [short, 0.6 * short].flatMap((part) => {
    const steps = (length: number) =>
      length <= part
        ? [(length - part) / 2]
        : Array.from(
            { length: Math.ceil((length - part) / (0.5 * part)) + 1 },
            (_, i, n = Math.ceil((length - part) / (0.5 * part))) => (i * (length - part)) / n,
          );
    return steps(rows).flatMap((top) => steps(columns).map((left) => ({ left, top, side: part })));
  });
  return [whole, ...parts.slice(0, 24)];
}

/**
 * The most certain person of a photograph.
 *
 * @throws {VolumetricError} `no-person`
 */
export async function findPerson(photo: Photo): Promise<Person> {
  let best: Joint[] = [];
  for (const square of views(photo)) {
    const joints = await look(photo, square);
    if (certainty(joints) > certainty(best)) best = joints;
    // Well seen in a larger view: smaller ones would only cut the person off.
    if (isPerson(best)) break;
  }
  // Closer: the joints that are sure say where.
  for (let round = 0; round < 2 && sure(best).length >= 3; round++) {
    const closer = await look(photo, around(sure(best)));
    if (certainty(closer) > 0.9 * certainty(best)) best = closer;
  }
  check(isPerson(best), 'no-person', () => {
    return 'must show a person, got none that could be found: use a picture in which the whole body is seen';
  });
  return { square: around(sure(best)), joints: best };
}

const isPerson = (joints: readonly Joint[]): boolean =>
  sure(joints).length >= ENOUGH && sure(TRUNK.map((j) => joints[j]!).filter(Boolean)).length >= ENOUGH_TRUNK;
