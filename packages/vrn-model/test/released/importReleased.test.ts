// Tests the published face network: its costs, the order of its modules, and the import of its weights.
import '@tensorflow/tfjs-backend-wasm';
import * as tf from '@tensorflow/tfjs-core';
import { random, VolumetricError } from '@vrn/voxel';
import { beforeAll, describe, expect, it } from 'vitest';
import { buildVRN } from '../../src/buildVRN.js';
import { loadVRN } from '../../src/loadVRN.js';
import { importReleased } from '../../src/released/importReleased.js';
import { RELEASED, releasedNames } from '../../src/released/releasedNames.js';
import { type Arrays, listed, type Module, torchNetwork } from '../helpers/torchNetwork.js';

const WHOLE = { stem: [64, 128, 128], features: 256, modules: 3, stacks: 2, depth: 4, slices: 200 } as const;
const SMALL = { stem: [4, 8, 8], features: 8, modules: 2, stacks: 2, depth: 3, slices: 10 } as const;
const small = { ...SMALL, rows: 64, columns: 32 } as const;

const arraysOf = (network: Module): Arrays[] => listed(network).flatMap(({ arrays }) => arrays);

const error = (f: () => unknown): VolumetricError => {
  try {
    f();
  } catch (thrown) {
    if (thrown instanceof VolumetricError) return thrown;
    throw thrown;
  }
  throw new Error('nothing was thrown');
};

beforeAll(async () => {
  await tf.setBackend('wasm');
});

describe('the published network', () => {
  it('has 19,184,968 parameters and 24.47 G multiply-adds, or 9.32 G with nesting as drawn', () => {
    const { parameters, multiplyAdds, layers } = buildVRN(RELEASED).summary();
    expect(parameters).toBe(19_184_968);
    const drawn = buildVRN({ ...RELEASED, nesting: 'drawn' }).summary();
    expect(drawn.parameters).toBe(parameters);
    expect([multiplyAdds / 1e9, drawn.multiplyAdds / 1e9].map((g) => g.toFixed(2))).toEqual(['24.47', '9.32']);
    // The feature maps of the hourglasses have only two resolutions.
    const inside = layers.filter(({ path }) => /^stack\d\/(up|down|inner|rise|merge)/.test(path));
    expect(new Set(inside.map(({ shape }) => shape[0]))).toEqual(new Set([48, 24]));
    const blocks = new Set(layers.map(({ path }) => path.match(/^(.*)\/c\/conv$/)?.[1]).filter(Boolean));
    expect(blocks.size).toBe(89);
  });

  it('equals the module list of the published file', () => {
    // The values of parameters do not matter for the list of modules.
    const modules = listed(torchNetwork({ ...random(0), uniform: () => 0 }, WHOLE)).slice(1);
    // The published list has 1,339 lines; some of them are compared, by line number.
    expect(modules).toHaveLength(1339);
    const at = (line: number) => `${modules[line]!.kind} ${modules[line]!.arrays[0]?.shape ?? ''}`.trim();
    expect([0, 6, 16, 31, 46, 56, 231, 358, 460, 562, 664, 688, 699, 1318, 1326, 1333, 1336, 1338].map(at)).toEqual([
      'nn.SpatialConvolution 64,3,7,7',
      'nn.SpatialBatchNormalization 64',
      'nn.SpatialConvolution 128,64,1,1',
      'nn.Identity',
      'nn.SpatialConvolution 256,128,1,1',
      'nn.SpatialBatchNormalization 256',
      'nn.SpatialMaxPooling',
      'nn.SpatialUpSamplingNearest',
      'nn.SpatialUpSamplingNearest',
      'nn.SpatialUpSamplingNearest',
      'nn.SpatialUpSamplingNearest',
      'nn.CAddTable',
      'nn.SpatialConvolution 128,256,1,1',
      'nn.SpatialConvolution 256,128,1,1',
      'nn.SpatialConvolution 256,256,1,1',
      'nn.SpatialConvolution 256,256,1,1',
      'nn.SpatialConvolution 200,256,1,1',
      'nn.Sigmoid',
    ]);
    const weighted = modules.filter(({ arrays }) => arrays.length > 0).map(({ kind }) => kind.slice(3));
    expect(releasedNames().map(({ module }) => module)).toEqual(weighted);
  });

  it('has a path for every module, and every parameter once (update: vitest run -u)', async () => {
    const names = releasedNames().map(({ module, path }) => `${module} ${path}`);
    expect(new Set(names).size).toBe(names.length);
    await expect(`${JSON.stringify(names, null, 1)}\n`).toMatchFileSnapshot('../golden/released.json');
  });
});

describe('importReleased', () => {
  it.each([
    ['the nearest slice first', true],
    ['slices as in the file', false],
  ])('computes what the modules of Torch compute, %s', (_, nearestFirst) => {
    const network = torchNetwork(random(5), SMALL);
    const vrn = importReleased(arraysOf(network), { config: small, nearestFirst });
    const x = tf.randomUniform<tf.Rank.R4>([1, ...vrn.inputShape], 0, 1, 'float32', 3);
    const [expected, got] = tf.tidy(() => {
      const torch = network.run(x);
      return [nearestFirst ? tf.reverse(torch, 3) : torch, tf.sigmoid(vrn.forward(x)[0]!)];
    });
    expect(got!.shape).toEqual([1, 64, 32, 10]);
    const [a, b] = [expected!.dataSync(), got!.dataSync()];
    // Occupancies after hundreds of layers in single precision.
    expect(Math.max(...a.map((value, i) => Math.abs(value - b[i]!)))).toBeLessThan(1e-4);
    // Occupancies vary, so that a wrong order of weights would be detected.
    expect(Math.max(...a) - Math.min(...a)).toBeGreaterThan(0.2);
    tf.dispose([x, expected!, got!]);
    vrn.dispose();
  });

  it('imports running averages if given, and dumps of learnt parameters alone', () => {
    const network = torchNetwork(random(6), SMALL);
    const modules = listed(network).filter(({ arrays }) => arrays.length > 0);
    const [all, learnt] = [arraysOf(network), modules.flatMap(({ arrays }) => arrays.slice(0, 2))];
    const [whole, bare] = [all, learnt].map((arrays) => importReleased(arrays, { config: small }));
    expect([...whole!.params.get('stem/norm/mean')!.dataSync()]).toEqual([...modules[1]!.arrays[2]!.data]);
    expect([...bare!.params.get('stem/norm/variance')!.dataSync()]).toEqual([1, 1, 1, 1]);
    for (const path of ['stem/conv/w', 'stack1/inner/m1/b/conv/w', 'stack1/fork/conv/b']) {
      expect(bare!.params.get(path)!.dataSync()).toEqual(whole!.params.get(path)!.dataSync());
    }
    whole!.dispose();
    bare!.dispose();
  });

  it('accepts filters as matrices, plain arrays, and any iterable; the result can be saved', async () => {
    const arrays = arraysOf(torchNetwork(random(7), SMALL));
    const flat = arrays.map(({ shape, data }) => ({
      shape: shape.length === 4 ? [shape[0]!, data.length / shape[0]!] : shape,
      data: [...data],
    }));
    const [one, two] = [importReleased(arrays, { config: small }), importReleased(new Set(flat), { config: small })];
    const bytes = await one.save();
    expect(Buffer.compare(bytes, await two.save())).toBe(0);
    const again = loadVRN(bytes);
    expect(again.config).toMatchObject({ nesting: 'released', normalisation: 'batch', inputs: ['image'] });
    for (const vrn of [one, two, again]) vrn.dispose();
  });

  it('names every array of a wrong shape, and rejects other invalid arguments', () => {
    const arrays = arraysOf(torchNetwork(random(8), SMALL));
    expect(error(() => importReleased(arrays.slice(1), { config: small })).message).toMatch(
      /arrays must be \d+, or \d+ without running averages, got \d+/,
    );
    const swapped = [arrays[1]!, arrays[0]!, ...arrays.slice(2)];
    const { code, message } = error(() => importReleased(swapped, { config: small }));
    expect(code).toBe('bad-weights');
    expect(message).toContain('0 (stem/conv/w) must be [4,3,7,7] or [4,147], got [4] with 4 values');
    expect(message).toContain('1 (stem/conv/b) must be [4], got [4,3,7,7] with 588 values');
    const corrupted = arrays.map(({ shape, data }) => ({ shape, data: data.slice() }));
    corrupted[4]!.data[0] = Number.NaN;
    expect(error(() => importReleased(corrupted, { config: small })).message).toContain('must be finite');
    for (const config of [{ nesting: 'drawn' }, { block: 'multiscale' }, { supervision: 'all' }] as const) {
      const refused = error(() => importReleased(arrays, { config: { ...small, ...config } }));
      expect(refused.code).toBe('bad-config');
    }
  });
});
