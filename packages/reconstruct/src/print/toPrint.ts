// Makes a body printable: one closed piece in millimetres, z up, thick enough, with flat feet, a plate or neither.
import { components, encodeStl, inspect, keepLargest, selfIntersections, signedVolume } from '@vrn/mesh';
import { thinnestWall } from '@vrn/mesh/internal';
import { check, type TriangleMesh, transformMesh } from '@vrn/voxel';
import { checkMesh, checkOptions, defined } from '@vrn/voxel/internal';
import { encode3mf } from './encode3mf.js';
import { mainPiece } from './mainPiece.js';
import { type Plate, printable } from './printable.js';
import { flatFeet, footprint, heights } from './stand.js';

/** File formats for printers. */
export const PRINT_FORMATS = ['3mf', 'stl'] as const;

export interface ToPrintOptions {
  /** Height of the print, base included, in millimetres. */
  readonly height?: number;
  /** Minimum thickness of walls, in millimetres. */
  readonly minThickness?: number;
  /** 'feet': the feet are cut flat; true: a plate below the body; false: neither. */
  readonly base?: boolean | 'feet';
  /** '3mf' states the unit; 'stl' is binary, in millimetres. */
  readonly format?: (typeof PRINT_FORMATS)[number];
}

export const TO_PRINT_DEFAULTS = { height: 100, minThickness: 1, base: 'feet', format: '3mf' } as const;

/** Facts about a print: its size and quality, and what was changed. Plain JSON. */
export interface PrintFacts {
  /** Size along x, y and z, in millimetres. */
  readonly size: readonly [number, number, number];
  readonly cubicCentimetres: number;
  readonly triangles: number;
  /** Number of pieces that were left out, because they were not connected to the largest one. */
  readonly piecesDropped: number;
  /** Whether every edge has exactly two triangles, with opposite directions. */
  readonly closed: boolean;
  /** Number of pairs of triangles that cross each other; at most 100,000 are counted. */
  readonly selfIntersections: number;
  /** Thinnest wall in millimetres: `before`, of the body scaled to this size; `after`, of the print. */
  readonly thickness: { readonly before: number; readonly after: number };
  /** Height that was cut off the feet, in millimetres; 0 unless `base` is 'feet'. */
  readonly cut: number;
  /**
   * Whether the centre of mass is above the convex hull of the flat feet, more than 1 % of the body's height from its
   * edge. With `base: false`, it refers to the flat feet that 'feet' would give. Always true with a plate.
   */
  readonly stable: boolean;
  readonly warnings: readonly string[];
}

export interface Print {
  /** The file's bytes. */
  readonly file: Uint8Array;
  /** The mesh in the file: millimetres, z up, on z = 0, facing −y. */
  readonly mesh: TriangleMesh;
  readonly facts: PrintFacts;
}

/**
 * Thickness of the plate, depth to which the body sinks into it, and margin of the plate around the footprint, as
 * fractions of the print's height. The plate is at least `walls` · `minThickness` thick.
 */
const PLATE = { thickness: 0.03, walls: 1.5, sink: 0.01, margin: 0.04 } as const;

/** Matrix that converts to the axes of printers: x stays, y becomes z, z becomes −y. */
const Z_UP = [1, 0, 0, 0, 0, 0, 1, 0, 0, -1, 0, 0, 0, 0, 0, 1];

/**
 * Makes a body, or any solid with y up, ready for a 3D printer.
 *
 * The largest piece, with those that may touch it, is scaled so that the print has the given height. Walls thinner than
 * `minThickness` are thickened to it, and edges sharper than a printer can make are rounded; the rest of the surface
 * keeps its place. With `base: 'feet'`, the feet are cut flat at the lowest of six heights, 0.5 % to 3 % of the body's
 * height, at which the body stands, or at 1 % if it stands at none. With `base: true`, the body is put on a plate.
 * `facts` state the size and quality of the result, and what was changed.
 *
 * @param body  a `Body`, or a mesh: closed, y up, in any unit; parts that overlap form their union
 * @param options.height        millimetres, default 100
 * @param options.minThickness  millimetres, default 1
 * @param options.base          default 'feet'
 * @param options.format        default '3mf'
 * @returns  the file, its mesh and facts
 * @throws {VolumetricError} `bad-mesh`; `bad-argument`, also where the thickness is too small for the height
 * Cost: O((height / minThickness)³ + F · log F).
 *
 * @example
 * const { file, facts } = toPrint(body, { height: 150, base: true });
 * await writeFile('body.3mf', file);
 */
export function toPrint(body: { readonly mesh: TriangleMesh } | TriangleMesh, options: ToPrintOptions = {}): Print {
  checkOptions('toPrint', options, TO_PRINT_DEFAULTS);
  const { height, minThickness, base, format } = { ...TO_PRINT_DEFAULTS, ...defined(options) };
  for (const [name, value] of Object.entries({ height, minThickness })) {
    check(Number.isFinite(value) && value > 0, 'bad-argument', () => {
      return `toPrint: ${name} must be a number of millimetres above 0, got ${value}`;
    });
  }
  check(base === 'feet' || typeof base === 'boolean', 'bad-argument', () => {
    return `toPrint: base must be 'feet', true or false, got ${String(base)}`;
  });
  check(PRINT_FORMATS.includes(format), 'bad-argument', () => `toPrint: format must be '3mf' or 'stl', got ${format}`);
  check(typeof body === 'object' && body !== null, 'bad-mesh', () => {
    return `toPrint: body must be a Body or a mesh, got ${String(body)}`;
  });
  const given = 'mesh' in body ? body.mesh : body;
  checkMesh(given, 'toPrint');
  const { main, dropped } = mainPiece(given);
  const { openEdges, volume: enclosed } = inspect(main);
  const { placed, cut, plate, stable } = place(main, { height, minThickness, base });
  const made = printable(placed, { thickness: minThickness, ...(cut > 0 && { cut: 0 }), ...(plate && { plate }) });
  check(made.indices.length > 0, 'bad-mesh', () => {
    return `toPrint: body must enclose a volume thicker than ${(minThickness / 3).toPrecision(2)} mm at this height`;
  });
  const mesh = transformMesh(grounded(keepLargest(made)), Z_UP);
  const { min, max, volume, closed, faces } = inspect(mesh);
  const thickness = { before: thinnestWall(placed), after: thinnestWall(mesh) };
  const crossings = selfIntersections(mesh).length / 2;
  const size = [0, 1, 2].map((axis) => max[axis]! - min[axis]!) as [number, number, number];
  const facts: PrintFacts = {
    size,
    cubicCentimetres: volume / 1000,
    triangles: faces,
    piecesDropped: dropped + solidPieces(made) - 1,
    closed,
    selfIntersections: crossings,
    thickness,
    cut,
    stable,
    warnings: warningsOf({
      openEdges,
      inverted: openEdges === 0 && enclosed < 0,
      closed,
      crossings,
      stable,
      thin: thickness.after < minThickness,
    }),
  };
  return { file: format === 'stl' ? encodeStl(mesh) : encode3mf(mesh), mesh, facts };
}

interface Placed {
  /** The mesh in millimetres, y up, centred at x = z = 0; the cut, or else the lowest point, is at y = 0. */
  readonly placed: TriangleMesh;
  /** Height of the part below y = 0, which is cut off, in millimetres; 0 if nothing is cut off. */
  readonly cut: number;
  readonly plate?: Plate;
  readonly stable: boolean;
}

function place(mesh: TriangleMesh, { height, minThickness, base }: Required<Omit<ToPrintOptions, 'format'>>): Placed {
  const { low, high } = heights(mesh);
  check(high > low, 'bad-mesh', () => 'toPrint: body must have a height, got 0');
  const { cut, stable } = flatFeet(mesh);
  const ground = base === 'feet' ? cut : low;
  const deep = Math.max(PLATE.thickness * height, PLATE.walls * minThickness);
  const sink = PLATE.sink * height;
  const scale = (base === true ? height - deep + sink : height) / (high - ground);
  check(
    scale > 0,
    'bad-argument',
    () => `toPrint: height must be more than that of the base, ${deep} mm, got ${height}`,
  );
  const { min, max } = inspect(mesh);
  const [x, z] = [(min[0] + max[0]) / 2, (min[2] + max[2]) / 2];
  const placed = transformMesh(mesh, [
    ...[scale, 0, 0, 0],
    ...[0, scale, 0, 0],
    ...[0, 0, scale, 0],
    ...[-scale * x, -scale * ground, -scale * z, 1],
  ]);
  if (base !== true) return { placed, cut: base === 'feet' ? scale * (cut - low) : 0, stable };
  const top = PLATE.sink * height;
  const plate = {
    low: top - deep,
    high: top,
    hull: footprint(placed),
    margin: PLATE.margin * height,
  };
  return { placed, cut: 0, plate, stable: true };
}

/** Moves a mesh, y up, so that its lowest point has height 0. */
function grounded(mesh: TriangleMesh): TriangleMesh {
  const { low } = heights(mesh);
  return transformMesh(mesh, [1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, -low, 0, 1]);
}

/** Counts the pieces of a mesh that are not cavities. */
const solidPieces = (mesh: TriangleMesh): number => components(mesh).filter((piece) => signedVolume(piece) > 0).length;

function warningsOf(found: {
  readonly openEdges: number;
  readonly inverted: boolean;
  readonly closed: boolean;
  readonly crossings: number;
  readonly stable: boolean;
  readonly thin: boolean;
}): string[] {
  return [
    ...(found.openEdges > 0
      ? [`the mesh is open (${found.openEdges} edges with one triangle): the print may be a hollow shell`]
      : []),
    ...(found.inverted ? ['the mesh is turned inside out: the print may be hollow'] : []),
    ...(found.closed ? [] : ['the print is not closed: the body has holes']),
    ...(found.crossings > 0 ? [`${found.crossings} pairs of triangles of the print cross each other`] : []),
    ...(found.thin ? ['some walls of the print are thinner than requested'] : []),
    ...(found.stable ? [] : ['the body does not stand on its own feet: print it with a base']),
  ];
}
