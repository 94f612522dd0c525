// Creates a body source from meshes of the caller, such as scans, in random rotations.
import { check, checkMesh, random, type TriangleMesh, transformMesh, voxelizeReport } from '@vrn/voxel';
import { checkOptions, defined } from '@vrn/voxel/internal';
import type { Body, BodySource, Split, Surface } from '../person/person.js';
import {
  applyRotation,
  compose,
  cross,
  type Rotation,
  rotationX,
  rotationY,
  rotationZ,
  type Vector,
} from '../person/vectors.js';

/** A scanned person, in arbitrary units and axes that all of its parts share. */
export interface Scan {
  /** Name of the person. Each scan is one person. */
  readonly name: string;
  /** The surface of the solid, open or closed. */
  readonly mesh: TriangleMesh;
  /** The visible surfaces; by default `mesh`. Those without texture and colours get one random colour. */
  readonly surfaces?: readonly Surface[];
  /** The 16 MPII landmarks, if they are known. */
  readonly landmarks?: readonly Vector[];
}

type DegreeRange = readonly [low: number, high: number];

export interface ScanSourceOptions {
  /** Axis of the scans that points upwards. */
  readonly up?: 'x' | 'y' | 'z' | '-x' | '-y' | '-z';
  /** Axis of the scans that points in the direction that the person faces. */
  readonly front?: 'x' | 'y' | 'z' | '-x' | '-y' | '-z';
  /** Height that every scan is scaled to, in metres; 'keep' if the scans are in metres already. */
  readonly height?: number | 'keep';
  /** Ranges of rotation in degrees: yaw about the vertical, pitch towards the camera, then roll in the image plane. */
  readonly yaw?: DegreeRange;
  readonly pitch?: DegreeRange;
  readonly roll?: DegreeRange;
  /** Proportions of the scans per split. Without them, all scans are in every split. */
  readonly shares?: Readonly<Partial<Record<Split, number>>>;
  /** Seed of the assignment of scans to splits. */
  readonly seed?: number;
}

export const SCAN_SOURCE_DEFAULTS = {
  up: 'y',
  front: 'z',
  height: 1.7,
  yaw: [-180, 180],
  pitch: [-15, 15],
  roll: [-5, 5],
  seed: 0,
} as const satisfies ScanSourceOptions;

/**
 * Creates a source of people from scans. Every body is one of the scans, scaled to `height` and rotated by angles drawn
 * from the ranges `yaw`, `pitch` and `roll`.
 *
 * A closed scan is filled by the rule 'nonzero', any other by 'winding', which is robust to holes. Coincident vertices
 * count as one, so texture seams do not open a scan. Open scans are two-sided. Landmarks move with their scan; in
 * samples of a scan without landmarks, all 16 have confidence 0, which means missing. Surfaces without colours and
 * texture get one random colour per sample.
 *
 * @param scans  at least one, with different names, each with faces and with some extent along the upward axis. Read
 *   only.
 * @param options.shares  the scans are shuffled by the seed and divided in proportion to the shares. Each split with a
 *   share above 0 gets at least one scan.
 * @returns      a source whose bodies are equal for equal random streams, on every machine. Its `body` throws
 *   `bad-mesh` for a scan without height, and `bad-argument` for a split without scans.
 * @throws {VolumetricError} `bad-argument`; `bad-mesh`, naming the scan
 * Cost: O(V + F) of all scans, then O(V + F) per body; a scan is aligned and tested for holes when it is first drawn.
 *
 * @example
 * sample(scanSource([{ name: 'ann', mesh: decodePly(bytes) }]), 7, { shape: [256, 128, 96] });
 *
 * Source: Jackson, Manafas, Tzimiropoulos 2018, 6 (scans of 40 people, 4 of them for testing; lights, scales and
 * views around each).
 * Not in the paper: the angles, and how open scans are filled.
 */
export function scanSource(scans: readonly Scan[], options: ScanSourceOptions = {}): BodySource {
  checkOptions('scanSource', options, [...Object.keys(SCAN_SOURCE_DEFAULTS), 'shares']);
  const settings = { ...SCAN_SOURCE_DEFAULTS, ...defined(options) };
  checkScans(scans, settings);
  const sorted = scans.toSorted((a, b) => (a.name < b.name ? -1 : 1));
  const bySplit = assignSplits(sorted, settings.shares, settings.seed);
  const prepared = new Map<Scan, Standing>();
  return {
    name: 'meshes',
    body: (rng, { split, colours }) => {
      const choice = split === undefined ? sorted : bySplit[split];
      check(choice.length > 0, 'bad-argument', () => {
        return `scanSource: split must be one with a share of the scans, got '${split}'`;
      });
      const scan = choice[rng.fork(1).integer(choice.length)]!;
      let standing = prepared.get(scan);
      if (standing === undefined) {
        standing = stand(scan, settings);
        prepared.set(scan, standing);
      }
      const view = rng.fork(2);
      const [yaw, pitch, roll] = [settings.yaw, settings.pitch, settings.roll].map((range) => view.uniform(...range));
      const rotation = compose(rotationZ(roll!), rotationX(pitch!), rotationY(yaw!));
      const colour = rng.fork(3);
      const plain: Vector = [colour.uniform(0.1, 0.8), colour.uniform(0.1, 0.8), colour.uniform(0.1, 0.8)];
      return bodyOf(scan, standing, { rotation, plain, colours });
    },
  };
}

type Settings = ScanSourceOptions & Required<Omit<ScanSourceOptions, 'shares'>>;

function checkScans(scans: readonly Scan[], settings: Settings): void {
  check(scans.length > 0, 'bad-argument', () => 'scanSource: scans must be at least one, got none');
  const names = new Set(scans.map(({ name }) => name));
  check(
    names.size === scans.length,
    'bad-argument',
    () => 'scanSource: scans must have different names, got duplicates',
  );
  for (const { name, mesh, landmarks } of scans) {
    check(mesh.indices.length > 0, 'bad-mesh', () => `${name}: scanSource: mesh must have faces, got none`);
    checkMesh(mesh, `${name}: scanSource`);
    const good =
      landmarks === undefined ||
      (landmarks.length === 16 && landmarks.flat().every((value) => Number.isFinite(Math.fround(value))));
    check(
      good,
      'bad-argument',
      () => `${name}: scanSource: landmarks must be 16 finite [x, y, z], got ${landmarks?.length}`,
    );
  }
  const { up, front, height, seed } = settings;
  const known = Object.hasOwn(AXES, up) && Object.hasOwn(AXES, front);
  check(known && up.at(-1) !== front.at(-1), 'bad-argument', () => {
    return `scanSource: up and front must be different axes of x, y, z, -x, -y, -z, got ${up} and ${front}`;
  });
  check(height === 'keep' || (height > 0 && Number.isFinite(height)), 'bad-argument', () => {
    return `scanSource: height must be above 0 metres, or 'keep', got ${height}`;
  });
  check(Number.isSafeInteger(seed) && seed >= 0, 'bad-argument', () => {
    return `scanSource: seed must be an integer from 0, got ${seed}`;
  });
  for (const which of ['yaw', 'pitch', 'roll'] as const) {
    const [low, high] = settings[which];
    check(low <= high && low >= -360 && high <= 360, 'bad-argument', () => {
      return `scanSource: ${which} must be [low, high] in degrees within −360..360, got [${settings[which]}]`;
    });
  }
}

/**
 * Assigns scans to splits: shuffles them and divides them by shares, so that every split with a share above 0 gets at
 * least one. Without shares, every split gets all scans.
 */
function assignSplits(
  scans: readonly Scan[],
  shares: ScanSourceOptions['shares'],
  seed: number,
): Readonly<Record<Split, readonly Scan[]>> {
  if (shares === undefined) return { train: scans, validation: scans, test: scans };
  const splits = (['test', 'validation', 'train'] as const).filter((split) => (shares[split] ?? 0) > 0);
  check(splits.length > 0 && splits.length <= scans.length, 'bad-argument', () => {
    return `scanSource: scans must be at least one for each split with a share (${splits.join(', ')}), got ${scans.length}`;
  });
  const rng = random(seed);
  const remaining = [...scans];
  const shuffled: Scan[] = [];
  while (remaining.length > 0) shuffled.push(...remaining.splice(rng.integer(remaining.length), 1));
  const total = splits.reduce((sum, split) => sum + shares[split]!, 0);
  const bySplit: Record<Split, readonly Scan[]> = { train: [], validation: [], test: [] };
  for (const [n, split] of splits.entries()) {
    const others = splits.length - n - 1;
    const available = shuffled.length - others;
    const count = Math.round((shares[split]! / total) * scans.length);
    bySplit[split] = shuffled.splice(0, others === 0 ? available : Math.min(available, Math.max(1, count)));
  }
  return bySplit;
}

const AXES = {
  x: [1, 0, 0],
  y: [0, 1, 0],
  z: [0, 0, 1],
  '-x': [-1, 0, 0],
  '-y': [0, -1, 0],
  '-z': [0, 0, -1],
} as const satisfies Record<string, Vector>;

/** Properties of a scan, computed once: how it is placed upright at the origin, and whether it is closed. */
interface Standing {
  readonly axes: Rotation;
  readonly factor: number;
  /** Centre of the bounds of the upright scan, in the scan's units. */
  readonly middle: Vector;
  readonly closed: boolean;
}

function stand({ name, mesh }: Scan, { up, front, height }: Settings): Standing {
  const [y, z] = [AXES[up], AXES[front]] as [Vector, Vector];
  const x = cross(y, z);
  const axes: Rotation = [x, y, z];
  const [min, max] = [
    [Infinity, Infinity, Infinity],
    [-Infinity, -Infinity, -Infinity],
  ];
  for (const v of mesh.indices) {
    const at = applyRotation(axes, [mesh.positions[3 * v]!, mesh.positions[3 * v + 1]!, mesh.positions[3 * v + 2]!]);
    for (const axis of [0, 1, 2] as const) {
      if (at[axis] < min[axis]!) min[axis] = at[axis];
      if (at[axis] > max[axis]!) max[axis] = at[axis];
    }
  }
  const extent = max[1]! - min[1]!;
  check(extent > 0, 'bad-mesh', () => `${name}: scanSource: mesh must have some height along its ${up} axis, got none`);
  // A coarse grid suffices, since only the report on edges is used.
  const grid = { shape: [2, 2, 2], min: [-1, -1, -1], max: [1, 1, 1] } as const;
  return {
    axes,
    factor: height === 'keep' ? 1 : height / extent,
    middle: min.map((low, axis) => (low + max[axis]!) / 2) as unknown as Vector,
    closed: voxelizeReport(mesh, grid).closed,
  };
}

/** Choices for one body: rotation, colour of surfaces without colours and texture, whether surfaces are needed. */
interface Look {
  readonly rotation: Rotation;
  readonly plain: Vector;
  readonly colours: boolean;
}

function bodyOf(
  { name, mesh, surfaces, landmarks }: Scan,
  standing: Standing,
  { rotation, plain, colours }: Look,
): Body {
  const { axes, factor, middle, closed } = standing;
  const [x, y, z] = compose(rotation, axes);
  const [tx, ty, tz] = applyRotation(rotation, middle).map((m) => -m * factor) as [number, number, number];
  const by = (n: number): number => n * factor;
  // Columns of the matrix: the images of the scan's axes, then the translation.
  const matrix = [
    ...[by(x[0]), by(y[0]), by(z[0]), 0],
    ...[by(x[1]), by(y[1]), by(z[1]), 0],
    ...[by(x[2]), by(y[2]), by(z[2]), 0],
    ...[tx, ty, tz, 1],
  ];
  const placed = (each: TriangleMesh): TriangleMesh => transformMesh(each, matrix);
  const at = (p: Vector): Vector => {
    const [a, b, c] = applyRotation([x, y, z], p);
    return [by(a) + tx, by(b) + ty, by(c) + tz];
  };
  const solid = placed(mesh);
  const seen = (surfaces ?? [{ what: 'body', name, mesh }]).map((surface): Surface => {
    const placedMesh = surface.mesh === mesh ? solid : placed(surface.mesh);
    const coloured = placedMesh.colors !== undefined || surface.texture !== undefined;
    return {
      ...surface,
      mesh: coloured ? placedMesh : withColour(placedMesh, plain),
      ...(!closed && { twoSided: true }),
    };
  });
  return {
    mesh: solid,
    landmarks: landmarks?.map(at) ?? Array.from({ length: 16 }, (): Vector => [0, 0, 0]),
    hasLandmarks: landmarks !== undefined,
    rule: closed ? 'nonzero' : 'winding',
    ...(colours && { surfaces: seen }),
    up: applyRotation(rotation, [0, 1, 0]),
    provenance: { source: 'meshes', person: name },
  };
}

function withColour(mesh: TriangleMesh, colour: Vector): TriangleMesh {
  const colors = new Float32Array(mesh.positions.length);
  for (let i = 0; i < colors.length; i++) colors[i] = colour[i % 3]!;
  return { ...mesh, colors };
}
