// Tests that every example runs, and that its default export has the values that its comments state.
import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { MeshEvaluation } from '@vrn/metrics';
import { expect, it } from 'vitest';

const folder = fileURLToPath(new URL('../examples', import.meta.url));

/** Checks of the default export of each example. */
const RESULTS: Readonly<Record<string, (result: unknown) => void>> = {
  '01-voxelize-a-cube.ts': (result) => expect(result).toBe(262_144),
  '02-go-there-and-back.ts': (result) => expect(result).toEqual({ closed: true, iou: 1 }),
  '03-build-all-seven.ts': (result) => {
    const rows = result as { name: string; parameters: number; multiplyAdds: number }[];
    const names = rows.map(({ name }) => name);
    const parameters = rows.map((row) => row.parameters);
    expect(names).toEqual([
      'vrn-guided',
      'multistack',
      'old-residual',
      'landmarks-only',
      'image-only',
      'mask-only',
      'conv3d',
    ]);
    expect(parameters.slice(0, 6)).toEqual([24_794_368, 51_440_896, 27_716_992, 51_431_488, 51_390_720, 51_384_448]);
    expect(Math.abs(rows[6]!.multiplyAdds / rows[1]!.multiplyAdds - 1)).toBeLessThan(0.05);
  },
  '04-overfit-one-body.ts': (result) => expect((result as { after: number }).after).toBeGreaterThanOrEqual(0.95),
  '05-train-on-any-backend.ts': (result) => {
    const { engine, first, last } = result as { engine: string; first: number; last: number };
    expect(engine).toMatch(/^(?:webgpu|wasm)/);
    expect(last).toBeLessThan(0.9 * first);
  },
  '06-run-an-onnx-file.ts': (result) => {
    const { outputs, dims, gap } = result as { outputs: string[]; dims: number[]; gap: number };
    expect([outputs, dims]).toEqual([
      ['logits', 'probabilities'],
      [1, 32, 32, 32],
    ]);
    expect(gap).toBeLessThan(1e-5);
  },
  '07-make-a-dataset.ts': (result) => {
    const { sheet, ...rest } = result as { sheet: Uint8Array };
    expect(rest).toEqual({
      made: 12,
      faults: 0,
      warnings: 0,
      training: 10,
      image: [32, 32, 3],
      volume: [32, 32, 32],
    });
    expect([...sheet.subarray(1, 4)].map((code) => String.fromCharCode(code)).join('')).toBe('PNG');
  },
  '08-reconstruct-a-photograph.ts': (result) => {
    expect(result).toMatchObject({ people: 1, landmarks: 16, closed: true, warnings: [] });
    expect((result as { triangles: number }).triangles).toBeGreaterThan(10_000);
  },
  '09-compare-two-meshes.ts': (result) => {
    const { scores, holed } = result as { scores: MeshEvaluation; holed: { iou: number; warnings: string[] } };
    expect(scores.warnings).toEqual([]);
    expect(scores.chamferCm).toBeGreaterThan(0);
    expect(scores.chamferCm).toBeLessThan(1);
    expect(scores.meshIou).toBeGreaterThan(0.9);
    expect(holed.iou).toBeGreaterThan(scores.meshIou - 0.05);
    expect(holed.warnings).toEqual([expect.stringMatching(/^a has \d+ open edges.*: filled by rule 'winding'$/)]);
  },
  '10-work-with-ndarray-ops.ts': (result) => {
    const { filled, upperHalf, lowerHalf, set, agreement, shareInFront } = result as Record<string, number>;
    expect(upperHalf! + lowerHalf!).toBeCloseTo(filled!, 6);
    expect(set).toBeGreaterThan(300);
    expect(agreement).toBe(1);
    expect(shareInFront).toBeGreaterThan(0);
    expect(shareInFront).toBeLessThan(1);
  },
};

it('every example has an expected result', () => {
  const examples = readdirSync(folder).filter((file) => /^\d\d-.*\.ts$/.test(file));
  expect(examples.toSorted()).toEqual(Object.keys(RESULTS));
});

it.each(Object.entries(RESULTS))('%s', async (file, holds) => {
  const { default: result } = (await import(`${folder}/${file}`)) as { default: unknown };
  holds(result);
});
