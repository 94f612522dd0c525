// Summarises a network's parameters, multiply-adds and memory, as an object and as a table. Allocates no tensors.

import { check } from '@vrn/voxel';
import { checkOptions } from '@vrn/voxel/internal';
import type { SettledConfig } from '../network/network.js';
import type { Description, Layer } from '../network/shapes.js';
import { MEMORY_DEFAULTS, type Memory, type MemoryOptions, memory } from './memory.js';
import { type Part, parts } from './parts.js';

/** Parameters, multiply-adds and memory of a network. */
export interface Summary {
  /** Number of trainable parameters. */
  readonly parameters: number;
  /** Multiply-adds per sample, all output forks included. */
  readonly multiplyAdds: number;
  /** Layers in the order of the network. */
  readonly layers: readonly Layer[];
  /** Layers grouped into blocks, places of an hourglass, output forks and volumes. */
  readonly parts: readonly Part[];
  /** Samples per batch for which `memory` is computed. */
  readonly batch: number;
  /** Whether `memory` is that of a training step. */
  readonly training: boolean;
  /** Peak memory of a prediction or of a training step, bytes. */
  readonly memory: Memory;
}

/** Implements {@link VRN.summary}: adds up the layers, groups them into parts, and computes the memory of a batch. */
export function summarise(config: SettledConfig, description: Description, options: MemoryOptions = {}): Summary {
  const sum = (field: 'parameters' | 'multiplyAdds') =>
    description.layers.reduce((total, layer) => total + layer[field], 0);
  checkOptions('VRN.summary', options, MEMORY_DEFAULTS);
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

/** Throws `bad-argument` unless all listed fields of `values` are numbers: a summary may come from a file. */
function checkFields(name: string, values: object | null | undefined, fields: readonly string[]): void {
  for (const field of fields) {
    const value = (values as Readonly<Record<string, unknown>> | null | undefined)?.[field];
    check(typeof value === 'number', 'bad-argument', () => {
      return `summaryTable: ${name}.${field} must be a number, as in a result of VRN.summary, got ${String(value)}`;
    });
  }
}

/**
 * Formats a summary as text: one line per part with output shape, parameters and multiply-adds, then the totals and the
 * memory.
 *
 * @param summary result of {@link VRN.summary}.
 * @returns the text, lines separated by `\n`.
 * @throws {VolumetricError} `bad-argument` if a field that the text shows is missing or of another type.
 *
 * @example
 * const table = summaryTable(buildVRN('multistack').summary({ batch: 6, training: true }));
 * table.split('\n')[0]; // → 'part            output           parameters  multiply-adds'
 */
export function summaryTable(summary: Summary): string {
  check(Array.isArray(summary?.parts), 'bad-argument', () => {
    return `summaryTable: summary must be a result of VRN.summary, got ${String(summary)}`;
  });
  checkFields('summary', summary, ['parameters', 'multiplyAdds', 'batch']);
  checkFields('summary.memory', summary.memory, ['parameters', 'derived', 'activations', 'total']);
  for (const [n, part] of summary.parts.entries()) {
    checkFields(`summary.parts[${n}]`, part, ['parameters', 'multiplyAdds']);
    check(typeof part.path === 'string' && Array.isArray(part.shape), 'bad-argument', () => {
      return `summaryTable: summary.parts[${n}] must have a path and a shape, got ${String(part.path)} and ${String(part.shape)}`;
    });
  }
  const { parameters, multiplyAdds, memory: peak } = summary;
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
    ? ['a step of training', 'gradients, averages and saved filters']
    : ['a prediction', 'folded norms'];
  return [
    line(rows[0]!),
    rule,
    ...rows.slice(1, -1).map(line),
    rule,
    line(rows.at(-1)!),
    '',
    `Memory of ${purpose}, batch ${summary.batch}: ${mebibytes(peak.total)}`,
    `  parameters ${mebibytes(peak.parameters)}, ${made} ${mebibytes(peak.derived)}, feature maps ${mebibytes(peak.activations)}`,
  ].join('\n');
}
