// Scores predictions without a network: extruded masks, inflated masks, the mean body and the nearest training body.
import type { StoredSample } from '@vrn/bodies';
import { iou } from '@vrn/metrics';
import { fitBaselines } from '@vrn/reconstruct/evaluate';
import { readJson, runFiles, writeJson } from '../files.js';
import type { Bodies } from '../training/bodies.js';

/** Maximum number of training bodies that baselines are fitted on, to bound memory. The nearest body is among them. */
const BASELINE_BODIES = 1000;

/** A baseline: its name, the input that it reads, and its mean IoU on the test bodies. */
export interface Baseline {
  readonly name: string;
  readonly input: string;
  readonly iou: number;
}

/** Each baseline's name in the table and its input, by the name of the method of `fitBaselines`. */
const ROWS: Readonly<Record<string, { readonly name: string; readonly input: string }>> = {
  slab: { name: 'extruded silhouette', input: 'mask' },
  'inflated mask': { name: 'inflated silhouette', input: 'mask' },
  'mean body on mask': { name: 'mean body on the mask', input: 'mask' },
  'nearest body': { name: 'nearest training body', input: 'landmarks' },
};

/** Fits the baselines on training bodies and scores them on the test bodies. */
export async function scoreBaselines({ train, test }: Bodies): Promise<readonly Baseline[]> {
  const training = { length: train.length, get: async (index: number) => (await train.get(index)) as StoredSample };
  const methods = await fitBaselines(training, { bodies: BASELINE_BODIES });
  return Promise.all(
    methods.map(async (method): Promise<Baseline> => {
      let sum = 0;
      for (const [at, body] of test.entries()) sum += iou(await method.predict(body, at), body.volume);
      return { ...ROWS[method.name]!, iou: sum / test.length };
    }),
  );
}

/**
 * Reads the stored baselines of a run. If none are stored, computes and stores them, or returns an empty list if
 * `bodies` is undefined.
 */
export async function baselinesOf(out: string, bodies: Bodies | undefined): Promise<readonly Baseline[]> {
  const { baselines: path } = runFiles(out);
  const known = readJson<readonly Baseline[]>(path);
  if (known !== undefined || bodies === undefined) return known ?? [];
  const made = await scoreBaselines(bodies);
  await writeJson(path, made);
  return made;
}
