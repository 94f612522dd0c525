// Shades the samples of a depth buffer and averages them per pixel.
import { type Camera, unproject, unprojection } from '../camera/camera.js';
import { colourAt, levelFor } from '../raster/mipmaps.js';
import { type Layer, NOTHING, type SurfaceRaster } from '../raster/rasterizeSurfaces.js';
import { type Lighting, skyAt } from './lighting.js';
import { hiddenSky } from './occlusion.js';
import { litShare, type ShadowMap } from './shadowMap.js';

/** The data of a surface that shading needs. */
export interface ShadedLayer extends Layer {
  readonly normals: Float32Array;
}

export interface Shaded {
  /** `[rows, columns, 3]`: mean linear light of the covered samples, premultiplied by the coverage of the pixel. */
  readonly light: Float32Array;
  /** `[rows, columns]`, 0..1: fraction of each pixel that is covered. */
  readonly cover: Float32Array;
  /** `[rows, columns, 3]`: sum of the samples' unit normals, if requested. */
  readonly normals?: Float32Array;
}

/** Linear grey value of surfaces without colours or texture. */
const GREY = 0.55;

const colour = new Float64Array(3);
const around = new Float64Array(3);
const normal = new Float64Array(3);
const position = new Float64Array(3);

/**
 * Shades every covered sample once, from texture or colours, lamps and sky.
 *
 * @param seenBy              the camera; its rows and columns count samples, not pixels.
 * @param options.supersample samples along each side of a pixel.
 * @param options.shadow      shadow map of the first lamp; default: the lamp casts no shadow.
 * @param options.normals     whether to return the sums of normals; default false.
 * Cost: O(samples + covered samples · lamps).
 */
export function shadeSurfaces(
  layers: readonly ShadedLayer[],
  raster: SurfaceRaster,
  seenBy: Camera,
  lighting: Lighting,
  options: { readonly supersample: number; readonly shadow?: ShadowMap | undefined; readonly normals?: boolean },
): Shaded {
  const { supersample, shadow } = options;
  const columns = raster.columns / supersample;
  const rows = raster.rows / supersample;
  const light = new Float32Array(rows * columns * 3);
  const cover = new Float32Array(rows * columns);
  const normals = options.normals ? new Float32Array(rows * columns * 3) : undefined;
  const by = unprojection(seenBy);
  const { lights, sky, occlusion } = lighting;
  const count = lights.length;
  const lamps = Float64Array.from(lights.flatMap((lamp) => [...lamp.direction, ...lamp.colour]));
  const weight = 1 / (supersample * supersample);
  for (let i = 0, at = 0; i < raster.rows; i++) {
    const firstOfRow = Math.floor(i / supersample) * columns;
    for (let j = 0; j < raster.columns; j++, at++) {
      const number = raster.surface[at]!;
      if (number === NOTHING) continue;
      const key = raster.key[at]!;
      interpolateSample(layers[number]!, raster.face[at]!, i, j, by.distance !== 0);
      const nx = normal[0]!;
      const ny = normal[1]!;
      const nz = normal[2]!;
      skyAt(sky, nx, ny, nz, around);
      if (occlusion > 0 || shadow) unproject(by, j, i, key, position);
      if (occlusion > 0) {
        const open = 1 - occlusion * hiddenSky(raster, by, i, j, position, normal);
        around[0]! *= open;
        around[1]! *= open;
        around[2]! *= open;
      }
      for (let lamp = 0; lamp < count; lamp++) {
        const from = 6 * lamp;
        let facing = nx * lamps[from]! + ny * lamps[from + 1]! + nz * lamps[from + 2]!;
        if (!(facing > 0)) continue;
        if (lamp === 0 && shadow) facing *= 1 - lighting.shadow * (1 - litShare(shadow, position, normal));
        around[0]! += facing * lamps[from + 3]!;
        around[1]! += facing * lamps[from + 4]!;
        around[2]! += facing * lamps[from + 5]!;
      }
      const pixel = firstOfRow + Math.floor(j / supersample);
      cover[pixel]! += weight;
      light[3 * pixel]! += weight * around[0]! * colour[0]!;
      light[3 * pixel + 1]! += weight * around[1]! * colour[1]!;
      light[3 * pixel + 2]! += weight * around[2]! * colour[2]!;
      if (normals) {
        normals[3 * pixel]! += nx;
        normals[3 * pixel + 1]! += ny;
        normals[3 * pixel + 2]! += nz;
      }
    }
  }
  return { light, cover, ...(normals && { normals }) };
}

/**
 * Interpolates a sample's unit normal, reversed on back faces, and its linear colour, and writes them to `normal` and
 * `colour`.
 */
function interpolateSample(layer: ShadedLayer, face: number, i: number, j: number, perspective: boolean): void {
  const { projected: p, normals: n, mips } = layer;
  const { indices, colors, uvs } = layer.mesh;
  const ia = indices[3 * face]!;
  const ib = indices[3 * face + 1]!;
  const ic = indices[3 * face + 2]!;
  const a = 3 * ia;
  const b = 3 * ib;
  const c = 3 * ic;
  const ax = p[a]!;
  const ay = p[a + 1]!;
  const bx = p[b]!;
  const by = p[b + 1]!;
  const cx = p[c]!;
  const cy = p[c + 1]!;
  const area = (bx - ax) * (cy - ay) - (cx - ax) * (by - ay);
  let u = ((bx - j) * (cy - i) - (cx - j) * (by - i)) / area;
  let v = ((cx - j) * (ay - i) - (ax - j) * (cy - i)) / area;
  let w = 1 - u - v;
  if (perspective) {
    // Attributes divided by depth are linear in the image.
    u *= p[a + 2]!;
    v *= p[b + 2]!;
    w *= p[c + 2]!;
    const total = 1 / (u + v + w);
    u *= total;
    v *= total;
    w *= total;
  }
  const x = u * n[a]! + v * n[b]! + w * n[c]!;
  const y = u * n[a + 1]! + v * n[b + 1]! + w * n[c + 1]!;
  const z = u * n[a + 2]! + v * n[b + 2]! + w * n[c + 2]!;
  const length = Math.sqrt(x * x + y * y + z * z);
  // Rows run downwards, so back faces have a positive area here.
  const out = (area > 0 ? -1 : 1) / (length > 0 ? length : 1);
  normal[0] = x * out;
  normal[1] = y * out;
  normal[2] = z * out;
  if (mips && uvs) {
    const [au, av, bu, bv] = [uvs[2 * ia]!, uvs[2 * ia + 1]!, uvs[2 * ib]!, uvs[2 * ib + 1]!];
    const [cu, cv] = [uvs[2 * ic]!, uvs[2 * ic + 1]!];
    const { levels, holes } = mips;
    const twice = (bu - au) * (cv - av) - (cu - au) * (bv - av);
    const texels = (twice < 0 ? -twice : twice) * levels[0]!.rows * levels[0]!.columns;
    const level = levels[levelFor(texels / (area < 0 ? -area : area), levels.length)]!;
    colourAt(level, u * au + v * bu + w * cu, u * av + v * bv + w * cv, holes, colour);
  } else if (colors) {
    for (let k = 0; k < 3; k++) {
      const mixed = u * colors[a + k]! + v * colors[b + k]! + w * colors[c + k]!;
      colour[k] = mixed > 0 ? mixed : 0;
    }
  } else {
    colour[0] = GREY;
    colour[1] = GREY;
    colour[2] = GREY;
  }
}
