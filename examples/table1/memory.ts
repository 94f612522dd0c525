// Estimates the memory of a training step and compares it with the available memory.
import { freemem } from 'node:os';
import type { Spec } from './spec.js';
import { ENGINE_LIMITS, type EngineName } from './training/engine.js';
import { build } from './training/trainingOf.js';

/** Available memory in bytes. */
export const freeMemory = (): number => freemem();

const gib = (bytes: number): string => `${(bytes / 2 ** 30).toFixed(1)} GiB`;

/**
 * Describes how much memory a spec lacks for its training steps. The need is estimated for tfjs, whatever the engine.
 *
 * @param free  available memory in bytes.
 * @returns     a message of one line; undefined if the memory and the engine's limit suffice.
 */
export function memoryShortage(spec: Spec, engine: EngineName, free: number): string | undefined {
  const step = { batch: spec.training.microBatch, training: true };
  const needs = spec.networks.map((network) => build(spec, network).summary(step).memory.total);
  const largest = Math.max(...needs);
  const network = spec.networks[needs.indexOf(largest)];
  const limit = ENGINE_LIMITS[engine];
  const need = `table1: ${spec.name} needs ${gib(largest)} for a step of ${network} with ${spec.training.microBatch} samples at once`;
  if (largest > limit)
    return `${need}, but ${engine} can address ${gib(limit)}: it lacks ${gib(largest - limit)}. Lower training.microBatch or use another engine.`;
  const processes = Math.min(spec.processes, spec.networks.length);
  const needed = largest * processes;
  if (needed <= free) return undefined;
  const total = processes === 1 ? '' : `, ${gib(needed)} in ${processes} processes`;
  return `${need}${total}, but ${gib(free)} are free: it lacks ${gib(needed - free)}. Lower training.microBatch or processes.`;
}
