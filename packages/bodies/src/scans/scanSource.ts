// People from meshes of one's own: scans, turned before the camera.
import { check, checkMesh, random, type TriangleMesh, transformMesh, voxelizeReport } from '@vrn/voxel';
import { checkOptions } from '@vrn/voxel/internal';
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

/** A person as scanned, in units and axes of their own; all parts in the same. */
export interface Scan {
  /** Names the person: one scan is one person. */
  readonly name: string;
  /** What is solid, open or closed. */
  readonly mesh: TriangleMesh;
  /** What is seen, with textures; without any, the mesh with its colours, or of one colour. */
  readonly surfaces?: readonly Surface[];
  /** The 16 of MPII, where they are known. */
  readonly landmarks?: readonly Vector[];
}

type DegreeRange = readonly [low: number, high: number];

export interface ScanSourceOptions {
  /** Which axis of the scans points upward. */
  readonly up?: 'x' | 'y' | 'z' | '-x' | '-y' | '-z';
  /** Which of their axes points to where the person looks. */
  readonly front?: 'x' | 'y' | 'z' | '-x' | '-y' | '-z';
  /** Metres that every scan is tall; 'keep' leaves them as they are, in metres already. */
  readonly height?: number | 'keep';
  /** Degrees by which scans are turned: about the vertical, then towards the camera, then sideways. */
  readonly yaw?: DegreeRange;
  readonly pitch?: DegreeRange;
  readonly roll?: DegreeRange;
  /** Shares of the scans for each split. Without them, all scans are in every split. */
  readonly shares?: Readonly<Partial<Record<Split, number>>>;
  /** Decides which scan is in which split. */
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
 * A source of the people in scans: every body is one of them, at the height asked for, seen from a side that the seed
 * draws.
 *
 * A closed scan is filled by the rule 'nonzero', any other by 'winding', which fills open meshes as a person would;
 * vertices at one place are one, so seams of textures leave a scan closed. What is open is seen from both sides. A
 * scan has the landmarks that come with it; where none do, samples have all 16 with confidence 0, "missing". Scans
 * without colours and textures get one colour a sample.
 *
 * @param scans  at least one, names all different, each with faces and some extent along the upward axis. Read only.
 * @param options.shares  the scans are shuffled by the seed and dealt out: each split with a share gets that part of
 *   them, at least one.
 * @returns      a source whose bodies are the same for the same numbers, on every machine.
 * @throws {VolumetricError} `bad-argument`, `bad-mesh`: naming the scan
 * Cost: O(V) a body; what is known of a scan is found once, when it is first drawn.
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
  const settings = { ...SCAN_SOURCE_DEFAULTS, ...options };
  checkScans(scans, settings);
  const sorted = scans.toSorted((a, b) => (a.name < b.name ? -1 : 1));
  const dealt = deal(sorted, settings.shares, settings.seed);
  const prepared = new Map<Scan, Standing>();
  return {
    name: 'meshes',
    body: (rng, { split, colours }) => {
      const choice = split === undefined ? sorted : dealt[split];
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
      const turned = compose(rotationZ(roll!), rotationX(pitch!), rotationY(yaw!));
      const colour = rng.fork(3);
      const plain: Vector = [colour.uniform(0.1, 0.8), colour.uniform(0.1, 0.8), colour.uniform(0.1, 0.8)];
      return bodyOf(scan, standing, { turned, plain, colours });
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
    () => 'scanSource: scans must have different names, got some twice',
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
      () => `${name}: scanSource: landmarks must be 16 of finite [x, y, z], got ${landmarks?.length}`,
    );
  }
  const { up, front, height, seed } = settings;
  const known = Object.hasOwn(AXES, up) && Object.hasOwn(AXES, front);
  check(known && up.at(-1) !== front.at(-1), 'bad-argument', () => {
    return `scanSource: up and front must be different axes of x, y, z, -x, -y, -z, got ${up} and ${front}`;
  });
  check(height === 'keep' || (height > 0 && Number.isFinite(height)), 'bad-argument', () => {
    return `scanSource: height must be metres above 0, or 'keep', got ${height}`;
  });
  check(Number.isSafeInteger(seed) && seed >= 0, 'bad-argument', () => {
    return `scanSource: seed must be a whole number from 0 on, got ${seed}`;
  });
  for (const which of ['yaw', 'pitch', 'roll'] as const) {
    const [low, high] = settings[which];
    check(low <= high && low >= -360 && high <= 360, 'bad-argument', () => {
      return `scanSource: ${which} must be [low, high] in degrees within −360..360, got [${settings[which]}]`;
    });
  }
}

/** The scans of every split: shuffled, then cut where the shares say, none with a share left empty. */
function deal(
  scans: readonly Scan[],
  shares: ScanSourceOptions['shares'],
  seed: number,
): Readonly<Record<Split, readonly Scan[]>> {
  if (shares === undefined) return { train: scans, validation: scans, test: scans };
  const wanted = (['test', 'validation', 'train'] as const).filter((split) => (shares[split] ?? 0) > 0);
  check(wanted.length > 0 && wanted.length <= scans.length, 'bad-argument', () => {
    return `scanSource: scans must be at least one for each split with a share (${wanted.join(', ')}), got ${scans.length}`;
  });
  const rng = random(seed);
  const left = [...scans];
  const shuffled: Scan[] = [];
  while (left.length > 0) shuffled.push(...left.splice(rng.integer(left.length), 1));
  const total = wanted.reduce((sum, split) => sum + shares[split]!, 0);
  const dealt: Record<Split, readonly Scan[]> = { train: [], validation: [], test: [] };
  for (const [n, split] of wanted.entries()) {
    const others = wanted.length - n - 1;
    const most = shuffled.length - others;
    const count = Math.round((shares[split]! / total) * scans.length);
    dealt[split] = shuffled.splice(0, others === 0 ? most : Math.min(most, Math.max(1, count)));
  }
  return dealt;
}

const AXES = {
  x: [1, 0, 0],
  y: [0, 1, 0],
  z: [0, 0, 1],
  '-x': [-1, 0, 0],
  '-y': [0, -1, 0],
  '-z': [0, 0, -1],
} as const satisfies Record<string, Vector>;

/** What is known of a scan: how it is brought to stand at the origin, and whether it is closed. */
interface Standing {
  readonly axes: Rotation;
  readonly factor: number;
  /** Of the scan turned upright. */
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
  const tall = max[1]! - min[1]!;
  check(tall > 0, 'bad-mesh', () => `${name}: scanSource: mesh must have some height along its ${up} axis, got none`);
  // A coarse grid will do: only what is said of edges counts here.
  const grid = { shape: [2, 2, 2], min: [-1, -1, -1], max: [1, 1, 1] } as const;
  return {
    axes,
    factor: height === 'keep' ? 1 : height / tall,
    middle: min.map((low, axis) => (low + max[axis]!) / 2) as unknown as Vector,
    closed: voxelizeReport(mesh, grid).closed,
  };
}

interface Look {
  readonly turned: Rotation;
  readonly plain: Vector;
  readonly colours: boolean;
}

function bodyOf({ name, mesh, surfaces, landmarks }: Scan, standing: Standing, { turned, plain, colours }: Look): Body {
  const { axes, factor, middle, closed } = standing;
  const [x, y, z] = compose(turned, axes);
  const [tx, ty, tz] = applyRotation(turned, middle).map((m) => -m * factor) as [number, number, number];
  const by = (n: number): number => n * factor;
  // Columns of a matrix: the scan's axes where they come to lie.
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
    const there = surface.mesh === mesh ? solid : placed(surface.mesh);
    const coloured = there.colors !== undefined || surface.texture !== undefined;
    return { ...surface, mesh: coloured ? there : painted(there, plain), ...(!closed && { twoSided: true }) };
  });
  return {
    mesh: solid,
    landmarks: landmarks?.map(at) ?? Array.from({ length: 16 }, (): Vector => [0, 0, 0]),
    hasLandmarks: landmarks !== undefined,
    rule: closed ? 'nonzero' : 'winding',
    ...(colours && { surfaces: seen }),
    provenance: { source: 'meshes', person: name },
  };
}

function painted(mesh: TriangleMesh, colour: Vector): TriangleMesh {
  const colors = new Float32Array(mesh.positions.length);
  for (let i = 0; i < colors.length; i++) colors[i] = colour[i % 3]!;
  return { ...mesh, colors };
}
