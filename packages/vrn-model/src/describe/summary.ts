// What a network holds and costs, as numbers and as a table to read; nothing is allocated for either.

import type { SettledConfig } from '../network/network.js';
import type { Description, Layer } from '../network/shapes.js';
import { MEMORY_DEFAULTS, type Memory, type MemoryOptions, memory } from './memory.js';
import { type Part, parts } from './parts.js';

/** What a network holds and costs. */
export interface Summary {
  /** Trainable parameters. */
  readonly parameters: number;
  /** Of one sample through the whole network, all output forks among it. */
  readonly multiplyAdds: number;
  readonly layers: readonly Layer[];
  readonly parts: readonly Part[];
  readonly batch: number;
  readonly training: boolean;
  /** The most that is in use at any one time, bytes: of a prediction, or of a step of training. */
  readonly memory: Memory;
}

/** Costs of a network, memory at a batch size. */
export function summarise(config: SettledConfig, description: Description, options: MemoryOptions = {}): Summary {
  const sum = (field: 'parameters' | 'multiplyAdds') =>
    description.layers.reduce((total, layer) => total + layer[field], 0);
  const { batch = MEMORY_DEFAULTS.batch, training = MEMORY_DEFAULTS.training } = options;
  return {
    parameters: sum('parameters'),
    multiplyAdds: sum('multiplyAdds'),
    layers: description.layers,
    parts: parts(description),
    batch,
    training,
    memory: memory(config, description, { batch, training }),
  };
}

const thousands = (value: number): string => String(value).replace(/\B(?=(\d{3})+$)/g, ',');
const millions = (value: number): string => `${(value / 1e6).toFixed(1)} M`;
const mebibytes = (bytes: number): string => `${(bytes / 2 ** 20).toFixed(1)} MiB`;

/**
 * A summary as text: a line for each part with output, parameters and multiply-adds, their sums, and the memory.
 *
 * @example
 * console.log(summaryTable(buildVRN('multistack').summary({ batch: 6, training: true })));
 */
export function summaryTable(summary: Summary): string {
  const { parameters, multiplyAdds, memory: most } = summary;
  const rows = [
    ['part', 'output', 'parameters', 'multiply-adds'],
    ...summary.parts.map((part) => [
      part.path,
      part.shape.join(' × '),
      thousands(part.parameters),
      millions(part.multiplyAdds),
    ]),
    ['all', '', thousands(parameters), millions(multiplyAdds)],
  ];
  const widths = rows[0]!.map((_, column) => Math.max(...rows.map((row) => row[column]!.length)));
  const line = (row: readonly string[]): string =>
    row
      .map((cell, column) => (column < 2 ? cell.padEnd(widths[column]!) : cell.padStart(widths[column]!)))
      .join('  ')
      .trimEnd();
  const rule = '─'.repeat(widths.reduce((total, width) => total + width + 2, -2));
  const [purpose, made] = summary.training
    ? ['a step of training', 'gradients and averages']
    : ['a prediction', 'folded norms'];
  return [
    line(rows[0]!),
    rule,
    ...rows.slice(1, -1).map(line),
    rule,
    line(rows.at(-1)!),
    '',
    `Memory of ${purpose}, batch ${summary.batch}: ${mebibytes(most.total)}`,
    `  parameters ${mebibytes(most.parameters)}, ${made} ${mebibytes(most.derived)}, feature maps ${mebibytes(most.activations)}`,
  ].join('\n');
}
