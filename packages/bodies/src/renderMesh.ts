// A picture of a mesh: orthographic, a depth buffer, one lamp and the sky.
import { linearToSrgb, rasterize, srgbToLinear, vertexNormals } from '@vrn/mesh';
import {
  check,
  checkView,
  type Grid,
  type Packed,
  packed,
  type TriangleMesh,
  transformMesh,
  type View,
} from '@vrn/voxel';

/** From where: the side of the person that is seen. */
export type Viewpoint = 'front' | 'back' | 'left' | 'right';

export interface RenderOptions {
  /** Its front is the picture's frame; other viewpoints turn the mesh about its middle. */
  readonly grid: Grid;
  readonly rows: number;
  readonly columns: number;
  readonly view?: Viewpoint;
  /** Towards the lamp, any length. */
  readonly lamp?: readonly [number, number, number];
  /** Share of the light that comes from the sky, 0..1. */
  readonly ambient?: number;
  /** sRGB 0..1: one colour, or a picture `[rows, columns, 3]`. */
  readonly background?: readonly [number, number, number] | View;
  /** Samples along each side of a pixel. */
  readonly supersample?: number;
}

export const RENDER_DEFAULTS = {
  view: 'front',
  lamp: [0.4, 0.7, 1],
  ambient: 0.45,
  background: [1, 1, 1],
  supersample: 2,
} as const;

export interface Rendering {
  /** `[rows, columns, 3]`, sRGB 0..1. */
  readonly image: Packed<Float32Array>;
  /** `[rows, columns]`, 0..1: how much of a pixel is covered. */
  readonly mask: Packed<Float32Array>;
}

/** Degrees about y that bring a side of the person to the front. */
const TURNS: Readonly<Record<Viewpoint, number>> = { front: 0, right: 90, back: 180, left: -90 };

/** Of meshes without colours, linear. */
const GREY = 0.55;

/**
 * A shaded picture of a mesh, and the share of each pixel that it covers.
 *
 * @throws {VolumetricError} `bad-mesh`, `bad-grid`, `bad-argument`, `shape-mismatch`
 * Cost: O(F + pixels · supersample²).
 */
export function renderMesh(mesh: TriangleMesh, options: RenderOptions): Rendering {
  const { grid, rows, columns } = options;
  const { view, lamp, ambient, background, supersample } = { ...RENDER_DEFAULTS, ...options };
  check(Number.isInteger(supersample) && supersample > 0 && supersample <= 8, 'bad-argument', () => {
    return `renderMesh: supersample must be a whole number of 1 to 8, got ${supersample}`;
  });
  check(
    Object.hasOwn(TURNS, view),
    'bad-argument',
    () => `renderMesh: view must be front, back, left or right, got ${view}`,
  );
  const behind = backdrop(background, rows, columns);
  const [turned, box] = turnedBy(mesh, grid, TURNS[view]);
  const raster = rasterize(turned, { grid: box, rows: rows * supersample, columns: columns * supersample });
  const shade = shader(turned, lamp, ambient);
  const light = new Float32Array(rows * columns * 3);
  const cover = new Float32Array(rows * columns);
  const colour = new Float64Array(3);
  const weight = 1 / supersample ** 2;
  for (let i = 0, at = 0; i < raster.rows; i++) {
    const row = Math.floor(i / supersample) * columns;
    for (let j = 0; j < raster.columns; j++, at++) {
      const face = raster.face[at]!;
      if (face < 0) continue;
      const pixel = row + Math.floor(j / supersample);
      shade(face, raster.x(j), raster.y(i), colour);
      cover[pixel]! += weight;
      for (let c = 0; c < 3; c++) light[3 * pixel + c]! += weight * colour[c]!;
    }
  }
  const image = new Float32Array(light.length);
  for (let at = 0; at < image.length; at++) {
    const pixel = Math.floor(at / 3);
    const open = 1 - cover[pixel]!;
    image[at] = open === 1 ? behind(at) : Math.min(1, linearToSrgb(light[at]! + open * srgbToLinear(behind(at))));
  }
  return { image: packed(image, [rows, columns, 3]), mask: packed(cover, [rows, columns]) };
}

function backdrop(
  background: NonNullable<RenderOptions['background']>,
  rows: number,
  columns: number,
): (at: number) => number {
  if (Array.isArray(background)) return (at) => background[at % 3] as number;
  const picture = background as View;
  checkView(picture, 'renderMesh', 'background', 3);
  check(String(picture.shape) === `${rows},${columns},3`, 'shape-mismatch', () => {
    return `renderMesh: background must be [${rows}, ${columns}, 3], got [${picture.shape}]`;
  });
  const { data, stride, offset } = picture;
  return (at) => {
    const pixel = Math.floor(at / 3);
    return data[
      offset + Math.floor(pixel / columns) * stride[0]! + (pixel % columns) * stride[1]! + (at % 3) * stride[2]!
    ]!;
  };
}

function turnedBy(mesh: TriangleMesh, grid: Grid, degrees: number): [TriangleMesh, Grid] {
  if (degrees === 0) return [mesh, grid];
  const [cx, cz] = [(grid.min[0] + grid.max[0]) / 2, (grid.min[2] + grid.max[2]) / 2];
  const [c, s] = [Math.round(Math.cos((degrees * Math.PI) / 180)), Math.round(Math.sin((degrees * Math.PI) / 180))];
  // About the vertical line through the middle of the box.
  const matrix = [c, 0, -s, 0, 0, 1, 0, 0, s, 0, c, 0, cx - c * cx - s * cz, 0, cz + s * cx - c * cz, 1];
  return [transformMesh(mesh, matrix), grid];
}

/** Linear colour of a face's point, by interpolated normal and colour. */
function shader(mesh: TriangleMesh, lamp: readonly [number, number, number], ambient: number) {
  const { positions: p, indices, colors } = mesh;
  const normals = mesh.normals ?? vertexNormals(mesh);
  const reach = Math.hypot(...lamp) || 1;
  const [lx, ly, lz] = [lamp[0] / reach, lamp[1] / reach, lamp[2] / reach];
  return (face: number, x: number, y: number, out: Float64Array): void => {
    const [a, b, c] = [3 * indices[3 * face]!, 3 * indices[3 * face + 1]!, 3 * indices[3 * face + 2]!];
    const area = (p[b]! - p[a]!) * (p[c + 1]! - p[a + 1]!) - (p[c]! - p[a]!) * (p[b + 1]! - p[a + 1]!);
    const u = ((p[b]! - x) * (p[c + 1]! - y) - (p[c]! - x) * (p[b + 1]! - y)) / area;
    const v = ((p[c]! - x) * (p[a + 1]! - y) - (p[a]! - x) * (p[c + 1]! - y)) / area;
    const w = 1 - u - v;
    const mix = (values: Float32Array, axis: number) =>
      u * values[a + axis]! + v * values[b + axis]! + w * values[c + axis]!;
    const [nx, ny, nz] = [mix(normals, 0), mix(normals, 1), mix(normals, 2)];
    const size = Math.hypot(nx, ny, nz) || 1;
    const direct = Math.max(0, (nx * lx + ny * ly + nz * lz) / size);
    const sky = 0.75 + (0.25 * ny) / size;
    const light = ambient * sky + (1 - ambient) * direct;
    for (let axis = 0; axis < 3; axis++) out[axis] = Math.max(0, light * (colors ? mix(colors, axis) : GREY));
  };
}
