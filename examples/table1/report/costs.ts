// Lists parameters, multiply-adds and training memory of networks at the sizes of a run and of the paper, and times.
import { buildVRN, VARIANTS, type VariantName, type VRNConfig } from '@vrn/model';
import type { Spec } from '../spec.js';
import { markdownTable } from './markdown.js';
import type { Times } from './times.js';

/** Number of parameters of a network, and its costs per sample. */
export interface Counts {
  readonly parameters: number;
  readonly multiplyAdds: number;
  /** Bytes of the feature maps and their gradients in a training step, with input, target and loss. */
  readonly trainingBytes: number;
}

/** Counts of a network at the size of a spec and at the paper's. */
export interface Costs {
  readonly network: VariantName;
  readonly here: Counts;
  readonly paper: Counts;
}

const GIGA = 1e9;
const MIB = 2 ** 20;

function countsOf(config: VRNConfig): Counts {
  const vrn = buildVRN(config);
  const { parameters, multiplyAdds, memory } = vrn.summary({ batch: 1, training: true });
  vrn.dispose();
  return { parameters, multiplyAdds, trainingBytes: memory.activations };
}

/** Counts the costs of all networks of a spec. */
export const costsOf = ({ networks, config }: Pick<Spec, 'networks' | 'config'>): readonly Costs[] =>
  networks.map((network) => ({
    network,
    here: countsOf({ ...VARIANTS[network], ...config }),
    paper: countsOf(VARIANTS[network]),
  }));

/**
 * Returns the memory of Multistack's feature maps in training with two residual modules at each place, divided by that
 * with four. According to the paper, "halving the number of residual modules" halves this memory.
 */
export function halvedModules(config: Spec['config']): number {
  const bytes = (modules: number): number => countsOf({ ...VARIANTS.multistack, ...config, modules }).trainingBytes;
  return bytes(2) / bytes(4);
}

const cells = ({ parameters, multiplyAdds, trainingBytes }: Counts): string[] => [
  parameters.toLocaleString('en'),
  (multiplyAdds / GIGA).toFixed(2),
  (trainingBytes / MIB).toFixed(0),
];

const milliseconds = (seconds: number | undefined): string =>
  seconds === undefined ? 'not measured' : `${(1000 * seconds).toFixed(0)} ms`;

/** Formats costs as a Markdown table with notes below. The spec's size is on the left, the paper's on the right. */
export function costsTable(costs: readonly Costs[], { config }: Spec, times: Times | undefined): string {
  const columns = ['parameters', 'multiply-adds (10⁹)', 'feature maps (MiB)'];
  const head = ['network', ...columns, 'forward', ...columns.map((name) => `${name}, paper's size`)];
  const rows = costs.map(({ network, here, paper }) => [
    network,
    ...cells(here),
    milliseconds(times?.forward[network]),
    ...cells(paper),
  ]);
  const [here, paper] = [halvedModules(config), halvedModules({})].map((ratio) => `${(100 * ratio).toFixed(0)} %`);
  const surface = times
    ? `Forward passes and the extraction of a surface (${milliseconds(times.surface)}) were timed on ${times.machine}.`
    : 'Forward passes and the extraction of a surface were not timed.';
  return [
    markdownTable([head, ...rows], 1),
    'Multiply-adds and feature maps are counted per sample; feature maps are those of a training step with their gradients.',
    `Two modules at each place of Multistack in place of four leave ${here} of the feature maps, and ${paper} at the paper's size; the paper: half.`,
    `${surface} The paper: 200 ms forward on a GTX 1080 Ti at 128³, and 200 to 600 ms for the surface.`,
    '',
  ].join('\n');
}
