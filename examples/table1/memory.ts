// What a step of training takes in memory, and whether that much is there.
import { freemem } from 'node:os';
import { ENGINE_LIMITS, type EngineName } from './engine.js';
import type { Spec } from './spec.js';
import { build } from './trainNetwork.js';

/** Bytes that could be had now. */
export const freeMemory = (): number => freemem();

const gib = (bytes: number): string => `${(bytes / 2 ** 30).toFixed(1)} GiB`;

/** What a spec lacks in memory for its steps, as tfjs takes them, in a sentence; undefined when there is enough. */
export function lacking(spec: Spec, engine: EngineName, free: number): string | undefined {
  const step = { batch: spec.training.microBatch, training: true };
  const needs = spec.networks.map((network) => build(spec, network).summary(step).memory.total);
  const most = Math.max(...needs);
  const which = spec.networks[needs.indexOf(most)];
  const limit = ENGINE_LIMITS[engine];
  const words = `table1: ${spec.name} needs ${gib(most)} for a step of ${which} with ${spec.training.microBatch} samples at once`;
  if (most > limit)
    return `${words}, but ${engine} can address ${gib(limit)}: it lacks ${gib(most - limit)}. Lower training.microBatch or take another engine.`;
  const processes = Math.min(spec.processes, spec.networks.length);
  const needed = most * processes;
  if (needed <= free) return undefined;
  const together = processes === 1 ? '' : `, ${gib(needed)} in ${processes} processes`;
  return `${words}${together}, but ${gib(free)} are free: it lacks ${gib(needed - free)}. Lower training.microBatch or processes.`;
}
