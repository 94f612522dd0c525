// Measures a body, scaled to the person's height: girths, lengths of limbs, and volume.
import { inspect, keepLargest, type Plane, weld } from '@vrn/mesh';
import { check, type TriangleMesh, type Triple, voxelSize } from '@vrn/voxel';
import { checkMesh, checkOptions } from '@vrn/voxel/internal';
import { type GirthName, type Joints, type Taken, takeGirths } from './girths.js';
import { jointsOf, type Posed } from './joints.js';
import { lengthOf, statureOf } from './stature.js';

export interface MeasureOptions {
  /** Height of the person in metres. */
  readonly height?: number;
  /** The 16 joints in MPII's order, in the frame of the mesh; undefined where unknown. Default: those of the `Body`. */
  readonly joints?: Joints;
}

export const MEASURE_DEFAULTS = { height: 1.7 } as const;

export type LengthName = 'upper arm' | 'forearm' | 'arm' | 'thigh' | 'shin' | 'leg';

/** A length along a chain of joints. */
export interface Length {
  readonly name: LengthName;
  readonly side: 'left' | 'right';
  readonly metres: number;
  /** The joints, in the frame of the mesh. */
  readonly line: readonly Triple[];
}

/** A girth, as a tape measures it. */
export interface Girth {
  readonly name: GirthName;
  readonly side?: 'left' | 'right';
  readonly metres: number;
  /** Plane of the section, in the frame of the mesh. */
  readonly plane: Plane;
  /** The tape: corners of the convex hull of the section, in the frame of the mesh. */
  readonly outline: readonly Triple[];
}

export interface Measures {
  /** Height of the person in metres, as given or assumed. */
  readonly height: number;
  readonly heightAssumed: boolean;
  /** Metres per unit of the mesh. */
  readonly scale: number;
  /** From top to bottom; girths that cannot be measured are missing, and a warning says why. */
  readonly girths: readonly Girth[];
  readonly lengths: readonly Length[];
  /** Volume of the body in litres. */
  readonly litres: number;
  readonly warnings: readonly string[];
}

/** Indices of the joints along each length: on the right side, then on the left. */
const LENGTHS: readonly (readonly [name: LengthName, right: readonly number[], left: readonly number[]])[] = [
  ['upper arm', [12, 11], [13, 14]],
  ['forearm', [11, 10], [14, 15]],
  ['arm', [12, 11, 10], [13, 14, 15]],
  ['thigh', [2, 1], [3, 4]],
  ['shin', [1, 0], [4, 5]],
  ['leg', [2, 1, 0], [3, 4, 5]],
];

/**
 * Measures a body in metres. A photograph does not show absolute size, so all measures are scaled to the person's
 * height.
 *
 * Lengths are distances between joints, see `jointsOf`; those of arm and leg are sums over two bones. Girths are
 * perimeters of the convex hull of a section, as a tape measures them:
 * - neck: the smallest between 5 % and 50 % of the line from thorax to head top;
 * - chest: at 64 % of the line from pelvis to thorax;
 * - waist: the smallest between 20 % and 60 % of that line;
 * - hip: the largest from 15 % of that line's length below the pelvis to 20 % above it, both legs included;
 * - upper arm and thigh: halfway along the bone;
 * - calf: the largest between 15 % and 50 % of the line from knee to ankle.
 *
 * A limb that touches the measured part, such as an arm at the chest, is cut off along the shortest line that separates
 * their bones. Sections where that line is too long are skipped: upper arms and thighs are then measured up to 70 %
 * along the bone, and a girth without any other section is missing. In a `Body`, details of the outline below the size
 * of a voxel are smoothed, since the tape would lie on the steps of voxels.
 *
 * The outer surface is measured, including clothes and hair. Coincident vertices count as one, faces may point inwards,
 * and only the largest piece is measured. `warnings` lists girths beside which a limb was cut off, girths that could
 * not be measured, the number of unknown joints, open edges, and a person who does not stand upright: the scale then
 * rests on the length of the skeleton, not on the mesh's extent along y.
 *
 * @param body  a `Body`, or a mesh, y up, with `options.joints`
 * @param options.height  metres, default 1.7: `heightAssumed` is then true
 * @returns  measures; girths and lengths with the places where they were taken, in the frame of the mesh
 * @throws {VolumetricError} `bad-argument`, `bad-mesh`, `bad-landmarks`
 * Cost: O(F) for each of about a hundred sections.
 *
 * @example
 * const { girths, lengths, litres } = measure(body, { height: 1.82 });
 * girths.find(({ name }) => name === 'waist')?.metres;
 *
 * Source: ISO 8559-1:2017, names and places of girths; here sections are across the bones, not horizontal, joints stand
 * for landmarks on the skin, and the girth of the thigh is that of its middle.
 */
export function measure(
  body: (Posed & { readonly mesh: TriangleMesh }) | TriangleMesh,
  options: MeasureOptions = {},
): Measures {
  checkOptions('measure', options, ['joints', ...Object.keys(MEASURE_DEFAULTS)]);
  const { height = MEASURE_DEFAULTS.height } = options;
  check(Number.isFinite(height) && height > 0, 'bad-argument', () => {
    return `measure: height must be metres above 0, got ${height}`;
  });
  check(typeof body === 'object' && body !== null, 'bad-mesh', () => {
    return `measure: body must be a Body or a mesh, got ${String(body)}`;
  });
  const isBody = 'mesh' in body;
  const mesh = isBody ? body.mesh : body;
  checkMesh(mesh, 'measure');
  const joints = options.joints ?? (isBody ? jointsOf(body) : []);
  checkJoints(joints);
  // Vertices are duplicated along texture seams, and in .stl files everywhere.
  const welded = keepLargest(weld({ positions: mesh.positions, indices: mesh.indices }));
  const { volume, openEdges } = inspect(welded);
  const whole = volume < 0 ? { ...welded, indices: welded.indices.slice().reverse() } : welded;
  const stature = statureOf(whole, joints);
  check(stature.height > 0, 'bad-mesh', () => 'measure: body must have a height, got 0');
  const scale = height / stature.height;
  const taken = takeGirths(whole, joints, isBody ? grainOf(body) : 0);
  const girths = taken.flatMap(({ name, side, section }) => {
    if (section === undefined) return [];
    const { plane, outline, girth } = section;
    return [{ name, ...(side !== undefined && { side }), metres: scale * girth, plane, outline }];
  });
  const lengths = LENGTHS.flatMap(([name, ...chains]) =>
    (['right', 'left'] as const).flatMap((side, n): Length[] => {
      const length = lengthOf(joints, chains[n]!);
      return length === undefined
        ? []
        : [{ name, side, metres: scale * length, line: chains[n]!.map((joint) => joints[joint]!) }];
    }),
  );
  const untaken = taken.filter(({ section }) => section === undefined);
  return {
    height,
    heightAssumed: options.height === undefined,
    scale,
    girths,
    lengths,
    litres: 1000 * scale ** 3 * Math.abs(volume),
    warnings: [
      ...(stature.standing ? [] : ['the person does not stand upright: the size is estimated from the skeleton']),
      ...(openEdges > 0 ? [`the mesh has ${openEdges} open edges: it encloses no definite volume`] : []),
      ...taken.flatMap(({ section, ...girth }) => {
        if (section === undefined || section.separated.length === 0) return [];
        return [
          `the girth of the ${nameOf(girth)} stops at a cut: it touches the ${section.separated.join(' and the ')}`,
        ];
      }),
      ...untaken.map(({ touching, ...girth }) => {
        return `no girth of the ${nameOf(girth)}: ${touching.length > 0 ? `it touches the ${touching.join(' and the ')}` : 'the body has no such section'}`;
      }),
      ...(joints.some((joint) => joint === undefined)
        ? [`${joints.filter((joint) => joint === undefined).length} of 16 joints are not known`]
        : []),
    ],
  };
}

const nameOf = ({ name, side }: Pick<Taken, 'name' | 'side'>): string =>
  side === undefined ? name : `${side} ${name}`;

/** Size of a voxel in the frame of the mesh, in the middle of the grid. */
function grainOf({ grid, camera: { viewToMesh: m } }: Posed): number {
  return voxelSize(grid)[1] * Math.hypot(m[4]!, m[5]!, m[6]!);
}

function checkJoints(joints: Joints): void {
  const isPoint = (joint: unknown): boolean =>
    joint === undefined || (Array.isArray(joint) && joint.length === 3 && joint.every(Number.isFinite));
  check(Array.isArray(joints) && joints.length === 16 && joints.every(isPoint), 'bad-landmarks', () => {
    return `measure: joints must be 16 points [x, y, z] or undefined, got ${JSON.stringify(joints)?.slice(0, 80)}`;
  });
}
