// Starts a PyTorch program that takes training steps with the parameters of a network and a batch of samples.
import type { VRN } from '@vrn/model';
import type { TrainingSample } from '@vrn/model/train';
import type { Rival } from '../../../../bench/rivals/program.js';
import { startPython } from '../../../../bench/rivals/pythonRival.js';
import { trainablePaths } from '../../src/network/shapes.js';
import { batchArrays } from '../../src/training/batch.js';

/** Ways to run the network in PyTorch: both memory layouts in eager mode, and `torch.compile`. */
export const MODES = {
  eager: { layout: 'contiguous', compiled: false },
  channelsLast: { layout: 'channels last', compiled: false },
  compiled: { layout: 'channels last', compiled: true },
} as const;

export type Mode = keyof typeof MODES;

/** Arguments of the steps, besides the network and its samples. */
export interface TorchOptions {
  readonly mode: Mode;
  readonly threads: number;
  /** Learning rate. */
  readonly rate: number;
  /** Whether steps are measured by the CPU time of all threads, or by the elapsed time. */
  readonly clock: 'cpu' | 'wall';
}

/** The answer of a step: its loss before the update, and the network's number of trainable parameters. */
export interface TorchAnswer {
  readonly loss: number;
  readonly parameters: number;
}

/** Takes the next step and returns its answer. */
export async function answerOf(rival: Rival): Promise<TorchAnswer> {
  const [loss, parameters] = new Float64Array((await rival.answer())('answer.f64'));
  return { loss: loss!, parameters: parameters! };
}

/**
 * Starts PyTorch on the current parameters of a network. The samples' volumes must contain only zeros and ones. The
 * steps are those of `trainStep` with RMSProp and the default loss. Returns undefined if no Python has torch and numpy.
 */
export async function startTorch(
  vrn: VRN,
  samples: readonly TrainingSample[],
  { mode, ...options }: TorchOptions,
): Promise<Rival | undefined> {
  const paths = trainablePaths(vrn);
  const tensors = paths.map((path) => vrn.params.get(path)!);
  const values = await Promise.all(tensors.map((tensor) => tensor.data()));
  const params = new Float32Array(values.reduce((sum, { length }) => sum + length, 0));
  let start = 0;
  for (const each of values) {
    params.set(each, start);
    start += each.length;
  }
  const { input, target } = batchArrays(vrn, samples);
  return startPython('torchTraining.py', ['torch', 'numpy'], {
    files: { 'params.f32': params, 'input.f32': input, 'target.u8': Uint8Array.from(target) },
    given: {
      ...{ ...MODES[mode], ...options },
      config: vrn.config,
      batch: samples.length,
      parameters: paths.map((path, i) => [path, tensors[i]!.shape]),
    },
  });
}
