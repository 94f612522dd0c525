// Tests measures of MakeHuman's people: those of meshes against exact sections, those of volumes against the meshes.
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { bodySource, type Body as Person } from '@vrn/bodies';
import { inspect } from '@vrn/mesh';
import { type Landmark, personGrid, random, resample, type Triple, voxelize, worldToIndex } from '@vrn/voxel';
import { describe, expect, it } from 'vitest';
import { surfaceOf } from '../../src/body/surface.js';
import { type Girth, type Measures, measure } from '../../src/index.js';

const MAKEHUMAN = fileURLToPath(new URL('../../../../../shared/makehuman', import.meta.url));

/** Poses in which arms and legs are visible and touch nothing. */
const POSES = /standing0[235]/;

const VOXELS = 128;
const IDENTITY = [1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1] as const;

/**
 * Returns the girth of a mesh in a plane, independently of the code under test. The points where edges cross the plane
 * are joined to outlines by the faces between them. The result is the longest convex hull of an outline around the
 * plane's point.
 */
function exactGirth({ positions: p, indices }: Person['mesh'], { plane: { point, normal } }: Girth): number {
  const height = (v: number) => [0, 1, 2].reduce((sum, n) => sum + normal[n]! * (p[3 * v + n]! - point[n]!), 0);
  const places = new Map<string, Triple>();
  const links = new Map<string, string[]>();
  for (let f = 0; f < indices.length; f += 3) {
    const cut: string[] = [];
    for (let n = 0; n < 3; n++) {
      const [a, b] = [indices[f + n]!, indices[f + ((n + 1) % 3)]!].sort((u, v) => u - v) as [number, number];
      const [low, high] = [height(a), height(b)];
      if (low > 0 === high > 0) continue;
      const at = (axis: number) => p[3 * a + axis]! + (low / (low - high)) * (p[3 * b + axis]! - p[3 * a + axis]!);
      places.set(`${a},${b}`, [at(0), at(1), at(2)]);
      cut.push(`${a},${b}`);
    }
    if (cut.length !== 2) continue;
    links.set(cut[0]!, [...(links.get(cut[0]!) ?? []), cut[1]!]);
    links.set(cut[1]!, [...(links.get(cut[1]!) ?? []), cut[0]!]);
  }
  const size = Math.hypot(...normal);
  const [x, y, z] = normal.map((value) => value / size) as [number, number, number];
  const u = Math.abs(y) < 0.9 ? [z, 0, -x] : [0, -z, y];
  const v = [y * u[2]! - z * u[1]!, z * u[0]! - x * u[2]!, x * u[1]! - y * u[0]!];
  const length = Math.hypot(...u);
  const flat = (key: string) =>
    [u, v].map((w) => w.reduce((sum, a, n) => sum + a * (places.get(key)![n]! - point[n]!), 0) / length);
  const left = new Set(links.keys());
  const girths: number[] = [];
  for (const start of left) {
    const own = new Set([start]);
    for (const key of own) for (const next of links.get(key)!) own.add(next);
    for (const key of own) left.delete(key);
    const outline = [...own].map(flat);
    if (surrounds(outline)) girths.push(hullLength(outline));
  }
  return Math.max(...girths);
}

/** Whether points surround the origin: neighbouring directions differ by less than half a turn. */
function surrounds(points: readonly number[][]): boolean {
  const angles = points.map(([a, b]) => Math.atan2(b!, a!)).sort((a, b) => a - b);
  return angles.every((angle, n) => (angles[n + 1] ?? angles[0]! + 2 * Math.PI) - angle < Math.PI);
}

function hullLength(flat: readonly number[][]): number {
  // Gift wrapping from the lowest point: the next corner is the one with no point to the right of the line to it.
  const first = flat.reduce((best, each) => (each[1]! < best[1]! ? each : best));
  let [at, girth] = [first, 0];
  for (let steps = 0; steps <= flat.length; steps++) {
    let next = flat.find((each) => each !== at)!;
    for (const each of flat) {
      const turn = (next[0]! - at[0]!) * (each[1]! - at[1]!) - (next[1]! - at[1]!) * (each[0]! - at[0]!);
      if (turn < 0) next = each;
    }
    girth += Math.hypot(next[0]! - at[0]!, next[1]! - at[1]!);
    at = next;
    if (at === first) break;
  }
  return girth;
}

/** Measures the surface of a person's volume, which is extracted as in `reconstruct`. */
function measureVolume({ mesh, landmarks }: Person, height: number): Measures {
  const grid = personGrid(mesh, { shape: [VOXELS, VOXELS, VOXELS] });
  const volume = resample(voxelize(mesh, grid), [2 * VOXELS, 2 * VOXELS, 2 * VOXELS]);
  const places = landmarks.map((point) => worldToIndex(grid, point as Triple));
  const seen = places.map(([row, column, slice]): Landmark => [row, column, 1, (slice - places[6]![2]) / VOXELS]);
  const fine = { ...grid, shape: volume.shape as unknown as Triple };
  return measure(
    {
      mesh: surfaceOf(volume, fine)!,
      volume,
      grid: fine,
      camera: { projection: 'orthographic', fieldOfView: 0, viewToMesh: IDENTITY, meshToView: IDENTITY },
      landmarks: seen,
      square: { left: 0, top: 0, side: VOXELS },
    },
    { height },
  );
}

/**
 * Limits of errors in centimetres, the minimum share of measurements within their limit, and the maximum error as a
 * multiple of the limit. Of 50 people, 6 of 600 lengths and 2 of 499 girths exceed the limits; two of those lengths are
 * of one of the three people that are measured by default.
 */
const LIMITS = { girths: 2, lengths: 1 } as const;
const WITHIN = 0.94;
const WORST = 1.5;

/** Number of people to measure. The variable `VRN_PEOPLE` changes it; each person takes some seconds. */
const PEOPLE = Number(process.env.VRN_PEOPLE ?? 3);

describe.skipIf(!existsSync(MAKEHUMAN))(
  'measure, on people of MakeHuman (skipped where its assets are missing)',
  () => {
    it(
      'girths are within 2 cm and lengths within 1 cm on nearly every body; exact on true meshes',
      () => {
        const source = bodySource({ makehuman: MAKEHUMAN });
        const errors = new Map<string, number[]>();
        for (let seed = 1, people = 0; people < PEOPLE; seed++) {
          const person = source.body(random(seed), { detail: 0.01, colours: false, dressed: false });
          if (!POSES.test(String(person.provenance?.motion))) continue;
          people++;
          const { min, max } = inspect(person.mesh);
          const height = max[1] - min[1];
          const truth = measure(person.mesh, { height, joints: person.landmarks });
          expect(truth.scale).toBeCloseTo(1, 5);
          for (const girth of truth.girths)
            expect(Math.abs(girth.metres - exactGirth(person.mesh, girth))).toBeLessThan(1e-4);
          const found = measureVolume(person, height);
          for (const kind of ['girths', 'lengths'] as const) {
            for (const { name, side, metres } of truth[kind]) {
              const other = found[kind].find((each) => each.name === name && each.side === side);
              if (other === undefined) continue;
              const key = `${kind} ${name}`;
              errors.set(key, [...(errors.get(key) ?? []), 100 * (other.metres - metres)]);
            }
          }
          errors.set('litres', [...(errors.get('litres') ?? []), found.litres - truth.litres]);
        }
        const mean = (list: readonly number[]) => list.reduce((sum, value) => sum + Math.abs(value), 0) / list.length;
        if (process.env.VRN_PEOPLE !== undefined) {
          for (const [name, list] of errors) {
            const sizes = list.map(Math.abs).sort((a, b) => a - b);
            const [p90, most] = [sizes[Math.floor(0.9 * sizes.length)]!, sizes.at(-1)!];
            console.log(
              `${name}: ${list.length}, mean ${mean(list).toFixed(2)}, 90 % ${p90.toFixed(2)}, most ${most.toFixed(2)}`,
            );
          }
        }
        expect(errors.size).toBe(14);
        for (const kind of ['girths', 'lengths'] as const) {
          const all = [...errors].flatMap(([name, list]) => (name.startsWith(kind) ? list.map(Math.abs) : []));
          const within = all.filter((error) => error < LIMITS[kind]).length;
          expect(within / all.length, kind).toBeGreaterThan(WITHIN);
          expect(Math.max(...all), kind).toBeLessThan(WORST * LIMITS[kind]);
        }
      },
      120_000 + 30_000 * PEOPLE,
    );

    it('the size of adults is estimated from the skeleton within 2.5 %, on the mean within 0.5 %', {
      timeout: 120_000,
    }, () => {
      const source = bodySource({ makehuman: MAKEHUMAN });
      const errors: number[] = [];
      for (let seed = 1; errors.length < 12; seed++) {
        const { mesh, landmarks, provenance } = source.body(random(seed), {
          detail: 0.01,
          colours: false,
          dressed: false,
        });
        if (!/standing/.test(String(provenance?.motion)) || Number(provenance?.age) < 18) continue;
        const { min, max } = inspect(mesh);
        // The person lies on the back, so that the extent along y is not the height.
        const lie = ([x, y, z]: Triple): Triple => [x, z, -y];
        const positions = mesh.positions.slice();
        for (let at = 0; at < positions.length; at += 3) {
          positions.set(lie(positions.subarray(at, at + 3) as unknown as Triple), at);
        }
        const joints = landmarks.map((point) => lie(point as Triple));
        const { scale, warnings } = measure({ ...mesh, positions }, { height: max[1] - min[1], joints });
        expect(warnings.join()).toMatch(/does not stand upright/);
        errors.push(scale - 1);
      }
      expect(Math.max(...errors.map(Math.abs))).toBeLessThan(0.025);
      expect(Math.abs(errors.reduce((sum, error) => sum + error, 0) / errors.length)).toBeLessThan(0.005);
    });
  },
);
