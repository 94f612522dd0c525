// Compares training steps of all seven networks in ONNX Runtime with the same steps in PyTorch, if it is installed, and
// with a large matrix product. Run with:
// npm run bench -- training.
import '@tensorflow/tfjs-backend-wasm';
import * as tf from '@tensorflow/tfjs-core';
import { bodySource, sample } from '@vrn/bodies';
import { buildVRN, VARIANT_NAMES, type VariantName, type VRN } from '@vrn/model';
import { onnxEngine } from '@vrn/model/onnx';
import { rmsprop, type TrainingSample } from '@vrn/model/train';
import ort from 'onnxruntime-node';
import { collect } from '../../../../bench/race.js';
import { digits, kept, type Measured, record } from '../../../../bench/record.js';
import type { Rival } from '../../../../bench/rivals/program.js';
import { loadProduct, type Product } from './product.js';
import { answerOf, type Mode, startTorch } from './torchSteps.js';

tf.enableProdMode();
await tf.setBackend('wasm');

const FEATURES = 64;
/** Learning rate, at which a step lowers the loss of every network. */
const RATE = 1e-4;
/** Relative tolerance of the losses of both programs with equal parameters, by batch size. */
const LOSS_TOLERANCE: Readonly<Record<number, number>> = {
  // With two samples, norms of 1 × 1 features see two values, and magnify the rounding errors of close ones.
  2: 3e-3,
  6: 1e-3,
};
/**
 * Relative tolerance of the decrease of the loss by the first step. It is large because the first step of RMSProp has
 * the same size for all parameters, and rounding decides its direction where a gradient is near zero.
 */
const FALL_TOLERANCE = 1 / 3;
/** Every program is measured in at least `ROUNDS` rounds, and in more until `SECONDS` have passed. */
const ROUNDS = 5;
const SECONDS = 3;
const INSTALL = 'pip install torch numpy; VRN_PYTHON names the Python';
/** Only rows whose name contains this text are measured; the older results of all others are kept. */
const SELECTED = process.env['ROWS'] ?? '';

interface Setting {
  readonly name: VariantName;
  readonly side: number;
  readonly batch: number;
  readonly threads: number;
  readonly modes: readonly Mode[];
}

const EAGER: readonly Mode[] = ['eager', 'channelsLast'];
/** `torch.compile` takes minutes per setting: it is measured for one network. */
const COMPILED: readonly Mode[] = [...EAGER, 'compiled'];

const SETTINGS: readonly Setting[] = [
  ...VARIANT_NAMES.map((name) => ({ name, side: 64 })),
  { name: 'multistack', side: 128 } as const,
].flatMap(({ name, side }) =>
  [2, 6].flatMap((batch) =>
    [1, 2].map((threads) => {
      const modes = name === 'multistack' && side === 64 && batch === 6 ? COMPILED : EAGER;
      return { name, side, batch, threads, modes };
    }),
  ),
);

const nameOf = ({ name, side, batch, threads }: Setting): string =>
  `${name}, ${side}³, ${FEATURES} features, batch ${batch}, ${threads === 1 ? '1 thread' : `${threads} threads`}`;

/** Operations of a step: forward pass, and both gradients of every convolution but the first, which needs only one. */
function operationsOf(vrn: VRN, batch: number): number {
  const first = vrn.description.layers.find(({ kind }) => kind === 'convolution')!.multiplyAdds;
  return 2 * batch * (3 * vrn.summary().multiplyAdds - first);
}

/** Time of a program in milliseconds: CPU time with one thread, which other load affects least, else wall time. */
async function timeOf(program: () => Promise<unknown>, threads: number): Promise<number> {
  collect({ type: 'minor' });
  const before = process.cpuUsage();
  const began = performance.now();
  await program();
  const { user, system } = process.cpuUsage(before);
  return threads === 1 ? (user + system) / 1000 : performance.now() - began;
}

type Step = () => Promise<{ readonly loss: number }>;

interface Checked {
  readonly vrn: VRN;
  readonly batch: number;
}

/**
 * Throws unless a rival has the network's number of parameters and, within tolerances, the same first loss and the same
 * decrease of the loss by the first step.
 */
async function checkRival(
  rival: Rival,
  { vrn, batch }: Checked,
  [loss, next]: readonly [number, number],
): Promise<void> {
  const { parameters } = vrn.summary();
  const first = await answerOf(rival);
  const second = await answerOf(rival);
  const must = (holds: boolean, what: string, got: number): void => {
    if (!holds) throw new Error(`PyTorch: the network must have ${what}, got ${got}`);
  };
  must(first.parameters === parameters, `${parameters} parameters`, first.parameters);
  must(Math.abs(first.loss / loss - 1) < LOSS_TOLERANCE[batch]!, `the loss ${loss}`, first.loss);
  const fall = first.loss - second.loss;
  must(Math.abs(fall / (loss - next) - 1) < FALL_TOLERANCE, `a loss that a step lowers by ${loss - next}`, fall);
}

/** Measures a setting. Returns undefined if PyTorch is not installed and an older row exists. */
async function measure(setting: Setting, old: Measured | undefined): Promise<Measured | undefined> {
  const { name, side, batch, threads, modes } = setting;
  const vrn = buildVRN(name, { rows: side, columns: side, slices: side, features: FEATURES, seed: 1 });
  const samples: TrainingSample[] = Array.from({ length: batch }, (_, i) =>
    sample(bodySource('capsules'), i, { shape: [side, side, side] }),
  );
  const clock = threads === 1 ? 'cpu' : 'wall';
  const started = await Promise.all(
    modes.map((mode) => startTorch(vrn, samples, { mode, threads, rate: RATE, clock })),
  );
  const rivals = started.filter((each) => each !== undefined);
  const engine = onnxEngine(ort, { threads });
  const product = await loadProduct(threads);
  try {
    if (rivals.length === 0 && old !== undefined) return undefined;
    const optimiser = rmsprop();
    const step: Step = () => engine.step(vrn, samples, { optimiser, rate: RATE });
    const losses = [(await step()).loss, (await step()).loss] as const;
    for (const rival of rivals) await checkRival(rival, { vrn, batch }, losses);
    const times = await raceOf(step, { product, rivals, threads });
    return rowOf(setting, { operations: operationsOf(vrn, batch), product, times, version: rivals[0]?.version });
  } finally {
    for (const rival of rivals) rival.close();
    await Promise.all([engine.dispose(), product.dispose()]);
    vrn.dispose();
  }
}

/** Shortest times over all rounds, in milliseconds; those of rivals in the order of their modes. */
interface Times {
  readonly ours: number;
  readonly product: number;
  readonly rivals: readonly number[];
}

/** Runs our step, the product and all rivals in turns. */
async function raceOf(
  step: Step,
  {
    product,
    rivals,
    threads,
  }: { readonly product: Product; readonly rivals: readonly Rival[]; readonly threads: number },
): Promise<Times> {
  const programs = [
    () => timeOf(step, threads),
    () => timeOf(product.run, threads),
    ...rivals.map((rival) => () => rival.time()),
  ];
  const best = programs.map(() => Number.POSITIVE_INFINITY);
  const end = performance.now() + 1000 * SECONDS;
  for (let round = 0; round < ROUNDS || performance.now() < end; round++) {
    for (const [at, program] of programs.entries()) best[at] = Math.min(best[at]!, await program());
  }
  const [ours, peak, ...others] = best;
  return { ours: ours!, product: peak!, rivals: others };
}

function rowOf(
  setting: Setting,
  {
    operations,
    product,
    times,
    version,
  }: {
    readonly operations: number;
    readonly product: Product;
    readonly times: Times;
    readonly version: string | undefined;
  },
): Measured {
  const { batch, modes } = setting;
  const speed = operations / times.ours;
  const eager = Math.min(...times.rivals.filter((_, at) => modes[at] !== 'compiled'));
  const compiled = times.rivals.find((_, at) => modes[at] === 'compiled');
  return {
    what: nameOf(setting),
    samples_per_s: digits((1000 * batch) / times.ours),
    step_ms: digits(times.ours),
    step_gflops: digits(speed / 1e6),
    product_gflops: digits(product.operations / times.product / 1e6),
    ...(version !== undefined && {
      pytorch_ms: digits(eager),
      pytorch_times_ours: digits(eager / times.ours),
      ...(compiled !== undefined && {
        compiled_ms: digits(compiled),
        compiled_times_ours: digits(compiled / times.ours),
      }),
      pytorch_version: version,
    }),
    measured: new Date().toISOString().slice(0, 10),
  };
}

/** Adds the speed of a step in per cent of the fastest product of all rows with the same number of threads. */
function withShare(row: Measured): Measured {
  const threads = (what: string): string => what.split(', ').at(-1)!;
  const peers = rows.filter(({ what }) => threads(what) === threads(row.what));
  const peak = Math.max(...peers.map(({ product_gflops }) => Number(product_gflops)));
  return { ...row, percent_of_product: digits((100 * Number(row['step_gflops'])) / peak) };
}

const before = kept('training');
const rows: Measured[] = [];
let isMissing = false;
for (const setting of SETTINGS) {
  const what = nameOf(setting);
  const old = before.find((row) => row.what === what);
  const row = what.includes(SELECTED) ? await measure(setting, old) : old;
  if (row !== undefined) rows.push(row);
  else if (old !== undefined) {
    isMissing = true;
    rows.push({ ...old, old: 'PyTorch not installed at the last run' });
  }
}
record('training', rows.map(withShare));
if (isMissing) console.log(`training: PyTorch not installed, older rows kept: ${INSTALL}`);
