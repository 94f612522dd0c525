// Tests that a new volumetric block, defined only in this test, works in every part of the package.
import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import ort from 'onnxruntime-node';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import { buildVRN } from '../../src/buildVRN.js';
import { loadVRN } from '../../src/loadVRN.js';
import { type BlockDesign, volumetric } from '../../src/network/blockDesign.js';
import type { BlockKind } from '../../src/network/blocks.js';
import { onnxEngine } from '../../src/onnx.js';
import { train } from '../../src/train.js';
import { noiseSample, sameBytes } from '../helpers/samples.js';

// A "(2+1)D" block: filters over planes and along slices alternate. Its stem has bottleneck blocks, unlike that of
// 'flat'.
vi.mock('../../src/network/blocks.js', async (original) => {
  const { BLOCKS } = await original<typeof import('../../src/network/blocks.js')>();
  const { volumetric } = await import('../../src/network/blockDesign.js');
  const { bottleneck, chain } = await import('../../src/network/residualBlocks.js');
  const residual = chain([
    [1, 3, 3],
    [3, 1, 1],
    [1, 3, 3],
  ]);
  return { BLOCKS: { ...BLOCKS, planes: volumetric({ title: 'planes block', residual, stemBlock: bottleneck }) } };
});

const planes = 'planes' as BlockKind;
const config = {
  ...({ inputs: ['mask'], block: planes, rows: 16, columns: 16, slices: 8, features: 8 } as const),
  ...{ stem: [4, 4, 8] as const, stacks: 1, modules: 1, depth: 1, liftFeatures: 2, forkResiduals: [1] },
};

beforeAll(async () => {
  await tf.setBackend('cpu');
});

describe('a second volumetric block', () => {
  it('has its own filters, its own stem, and a volumetric head', () => {
    const { parameters, outputs } = buildVRN({ ...config, flatFeatures: 8 }).description;
    const shapeOf = (path: string) => parameters.find((parameter) => parameter.path === path)?.shape;
    expect(shapeOf('stack0/merge1/a/conv/w')).toEqual([1, 3, 3, 8, 4]);
    expect(shapeOf('stack0/merge1/b/conv/w')).toEqual([3, 1, 1, 4, 2]);
    // Bottleneck blocks have biases; multi-scale blocks have none.
    expect(shapeOf('stem/block0/b/conv/b')).toEqual([2]);
    expect(shapeOf('stem/lift/conv/w')).toEqual([1, 1, 8, 4]);
    expect(shapeOf('stack0/fork/conv/w')).toEqual([1, 1, 1, 8, 1]);
    expect(outputs).toEqual([[16, 16, 8]]);
  });

  it("matches Multistack's multiply-adds, and must have channels", () => {
    const full = { ...config, rows: 128, columns: 128, slices: 128, features: 64, stem: [16, 32, 32] as const };
    const own = buildVRN({ ...full, flatFeatures: 'match' });
    const target = buildVRN({ ...full, block: 'multiscale' }).summary().multiplyAdds;
    expect(own.config.flatFeatures).toBeGreaterThan(0);
    // The number of channels is a multiple of 4, so that the match is only approximate.
    expect(Math.abs(own.summary().multiplyAdds / target - 1)).toBeLessThan(0.2);
    expect(() => buildVRN({ ...config, flatFeatures: 0 })).toThrow(/positive for planes blocks, got 0/);
  });

  it('is trained, saved, loaded, drawn, and run by ONNX Runtime', async () => {
    const vrn = buildVRN({ ...config, flatFeatures: 8 }, { seed: 2 });
    const samples = [1, 2].map((seed) => noiseSample(vrn, seed));
    const { history } = await train(vrn, samples, { epochs: 4, batchSize: 2, schedule: 3e-3 });
    expect(history.at(-1)!.loss).toBeLessThan(history[0]!.loss);
    const again = loadVRN(await vrn.save());
    expect(sameBytes(await again.save(), await vrn.save())).toBe(true);
    expect(vrn.drawing()).toContain('Inside every dark box: planes block');
    const engine = onnxEngine(ort, { threads: 1 });
    const [own, native] = [await vrn.predict(samples[0]!), await engine.predict(vrn, samples[0]!)];
    const apart = own.data.reduce((worst, value, i) => Math.max(worst, Math.abs(value - native.data[i]!)), 0);
    // Occupancies are 0..1, in single precision.
    expect(apart).toBeLessThan(1e-4);
    await engine.dispose();
    for (const each of [vrn, again]) each.dispose();
  });

  it('does not compile if a field of its design is missing', () => {
    const residual: BlockDesign['residual'] = (_, __, x) => x;
    // @ts-expect-error a volumetric block needs the block of its two-dimensional stem
    volumetric({ title: 'no stem', residual });
    // @ts-expect-error a kind needs a design
    const kinds: Readonly<Record<BlockKind | 'planes', BlockDesign>> = {} as Readonly<Record<BlockKind, BlockDesign>>;
    // @ts-expect-error a design needs its head
    const design: BlockDesign = { title: 'no head', rank: 3, residual, stemBlock: residual, enter: (_, x) => x };
    expect([kinds, design]).toHaveLength(2);
  });

  it('is rejected with filters over both planes and slices, which no 2D kernel can compute', async () => {
    const { convolve, planeFilter } = await import('../../src/tensors/tensors.js');
    expect(() => planeFilter(tf.ones([3, 3, 3, 2, 2]), [3, 3, 3])).toThrow(/kernel \[3,3,3\]/);
    const x = tf.ones([1, 4, 4, 4, 2]);
    const options = { out: 2, kernel: [3, 3, 3], bias: false };
    expect(() => convolve(x, options, (y) => y)).toThrow(/kernel \[3,3,3\]/);
  });
});
