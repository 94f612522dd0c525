// Draws the lighting of a scene: distant lamps, and a sky in spherical harmonics of order two.
import type { Random } from '@vrn/voxel';
import { defined } from '@vrn/voxel/internal';

type Triple = readonly [number, number, number];
export type Span = readonly [low: number, high: number];

/** A lamp so far away that its rays are parallel. */
export interface Light {
  /** Unit vector towards the lamp. */
  readonly direction: Triple;
  /** Linear RGB that a white surface facing the lamp reflects. */
  readonly colour: Triple;
}

export interface Lighting {
  readonly lights: readonly Light[];
  /**
   * `[9 × 3]`: linear RGB that a white surface reflects as a function of its normal, as coefficients of the basis of
   * {@link skyAt}.
   */
  readonly sky: Float64Array;
  /** Strength of ambient occlusion, 0..1. */
  readonly occlusion: number;
  /** Proportion of the first lamp's light that is lost in its shadow, 0..1. */
  readonly shadow: number;
}

/** Ranges of lighting parameters, as pairs of minimum and maximum. */
export interface LightOptions {
  /** Number of lamps; integers within 1..16. */
  readonly count?: Span;
  /** Proportion of the light that comes from the sky, 0..1. */
  readonly ambient?: Span;
  /** Strength of the colours of lamps and sky, 0..1; at 0 they are white. */
  readonly tint?: Span;
  /** Total light, 0..16; 1 exposes a white wall correctly. */
  readonly exposure?: Span;
  /** Strength of ambient occlusion, 0..1. */
  readonly occlusion?: Span;
  /** Proportion of the first lamp's light that is lost in its shadow, 0..1. */
  readonly shadow?: Span;
}

export const LIGHT_DEFAULTS = {
  count: [1, 4],
  ambient: [0.3, 0.7],
  tint: [0, 0.3],
  exposure: [0.9, 1.5],
  occlusion: [0.5, 1],
  shadow: [0.3, 1],
} as const satisfies LightOptions;

/**
 * Returns one white lamp and a grey sky, without shadows, as `renderMesh` and the option `lights: 'lamp'` use. A white
 * surface reflects up to 1 − ambient from the lamp. From the sky it reflects `ambient` if it faces up, and half of
 * that if it faces down.
 *
 * @param lamp     direction towards the lamp, of any length; (0, 0, 0) gives no light from the lamp.
 * @param ambient  fraction of the light that comes from the sky, 0..1.
 */
export function lampAndSky(lamp: Triple, ambient: number): Lighting {
  const sky = new Float64Array(27);
  for (let c = 0; c < 3; c++) {
    sky[c] = 0.75 * ambient;
    sky[3 + c] = 0.25 * ambient;
  }
  const colour = 1 - ambient;
  return { lights: [{ direction: unit(lamp), colour: [colour, colour, colour] }], sky, occlusion: 0, shadow: 0 };
}

/**
 * Draws lamps and a sky from a seed. The first lamp is the brightest and shines from the front and above; the others
 * shine from all sides, rarely from below. The sky consists of uniform light, light from above, light reflected by the
 * ground, and two patches such as windows and walls.
 */
export function drawLighting(rng: Random, options: LightOptions = {}): Lighting {
  const { count, ambient, tint, exposure, occlusion, shadow } = { ...LIGHT_DEFAULTS, ...defined(options) };
  const within = ([low, high]: Span): number => rng.uniform(low, high);
  const number = count[0] + rng.integer(count[1] - count[0] + 1);
  const [share, tintNow, exposureNow] = [within(ambient), within(tint), within(exposure)];
  const powers = Array.from({ length: number }, (_, at) => (at === 0 ? 1 : rng.uniform(0.15, 0.7)));
  const total = powers.reduce((sum, power) => sum + power, 0);
  const lights = powers.map((power, at): Light => {
    const lowest = at === 0 ? 0.3 : -1;
    const direction = unit([rng.uniform(-1, 1), rng.uniform(at === 0 ? 0.05 : -0.1, 1.1), rng.uniform(lowest, 1)]);
    const strength = (exposureNow * (1 - share) * power) / (0.4 + 0.6 * total);
    return { direction, colour: scaled(colourNear(rng, tintNow), 1.25 * strength) };
  });
  const sky = new Float64Array(27);
  addLobe(sky, [0, 1, 0], colourNear(rng, tintNow), exposureNow * share * rng.uniform(0.5, 0.9));
  addLobe(sky, [0, -1, 0], colourNear(rng, tintNow), exposureNow * share * rng.uniform(0.1, 0.45));
  for (let patch = 0; patch < 2; patch++) {
    const direction = unit([rng.uniform(-1, 1), rng.uniform(-0.4, 0.8), rng.uniform(-1, 1)]);
    addLobe(sky, direction, colourNear(rng, tintNow), exposureNow * share * rng.uniform(0.1, 0.6));
  }
  const even = exposureNow * share * rng.uniform(0.3, 0.5);
  for (let c = 0; c < 3; c++) sky[c]! += even;
  return { lights, sky, occlusion: within(occlusion), shadow: within(shadow) };
}

/** Draws a colour with mean 1 that varies from warm to cold, with a little green or magenta. */
function colourNear(rng: Random, tint: number): Triple {
  const warm = tint * rng.uniform(-1, 1);
  const green = 0.3 * tint * rng.uniform(-1, 1);
  return [1 + warm - green / 2, 1 + green, 1 - warm - green / 2];
}

/**
 * Adds light from a distant source to the sky, as a lobe of order two: max(0, t) ≈ 1/4 + t/2 + 5/32 (3t² − 1) with
 * t = n · d, for the surface normal n and the unit vector d towards the source.
 */
function addLobe(sky: Float64Array, [x, y, z]: Triple, colour: Triple, strength: number): void {
  const square = (15 / 32) * strength;
  const basis = [
    0.25 * strength - (5 / 32) * strength,
    0.5 * strength * y,
    0.5 * strength * z,
    0.5 * strength * x,
    2 * square * x * y,
    2 * square * y * z,
    square * z * z,
    2 * square * x * z,
    square * x * x,
  ];
  // y² = 1 − x² − z².
  basis[0]! += square * y * y;
  basis[6]! -= square * y * y;
  basis[8]! -= square * y * y;
  for (let k = 0; k < 9; k++) for (let c = 0; c < 3; c++) sky[3 * k + c]! += basis[k]! * colour[c]!;
}

/** Evaluates the sky at a unit normal in the basis 1, y, z, x, xy, yz, z², xz, x², clamped at 0, into `out`. */
export function skyAt(sky: Float64Array, x: number, y: number, z: number, out: Float64Array): void {
  const [xy, yz, zz, xz, xx] = [x * y, y * z, z * z, x * z, x * x];
  for (let c = 0; c < 3; c++) {
    const light =
      sky[c]! +
      sky[3 + c]! * y +
      sky[6 + c]! * z +
      sky[9 + c]! * x +
      sky[12 + c]! * xy +
      sky[15 + c]! * yz +
      sky[18 + c]! * zz +
      sky[21 + c]! * xz +
      sky[24 + c]! * xx;
    out[c] = light > 0 ? light : 0;
  }
}

function unit([x, y, z]: Triple): Triple {
  const length = Math.sqrt(x * x + y * y + z * z) || 1;
  return [x / length, y / length, z / length];
}

const scaled = ([r, g, b]: Triple, by: number): Triple => [r * by, g * by, b * by];
