// Operators written down as they are met, so that their gradients can be appended in reverse.
import type { Graph, Value } from '../graph/graph.js';

/** An operator that has been appended, and how to append its gradient. */
export interface Step {
  readonly y: Value;
  readonly inputs: readonly Value[];
  /** From the gradient to y, those to the inputs; untracked ones may be left out. */
  readonly backward: (dy: string) => readonly (string | undefined)[];
}

export interface Tape {
  /** Keeps a step, and gives what came out of it. */
  record(step: Step): Value;
  /**
   * Appends the gradients of everything recorded.
   *
   * @param seeds gradients to some values, by name.
   * @returns gradients by value name; of parameters among others.
   */
  backward(graph: Graph, seeds: ReadonlyMap<string, string>): Map<string, string>;
}

/** An empty tape. */
export function createTape(): Tape {
  const steps: Step[] = [];
  return {
    record(step) {
      steps.push(step);
      return step.y;
    },
    backward(graph, seeds) {
      const parts = new Map([...seeds].map(([name, seed]) => [name, [seed]]));
      const sums = new Map<string, string>();
      const sum = (name: string): string | undefined => {
        const terms = parts.get(name);
        if (terms === undefined) return undefined;
        sums.set(name, terms.length === 1 ? terms[0]! : terms.reduce((a, b) => graph.op('Add', [a, b])));
        return sums.get(name);
      };
      for (const { y, inputs, backward } of steps.toReversed()) {
        const dy = sum(y.name);
        if (dy === undefined) continue;
        const gradients = backward(dy);
        for (const [i, { name, tracked }] of inputs.entries()) {
          const gradient = gradients[i];
          if (!tracked || gradient === undefined) continue;
          parts.set(name, [...(parts.get(name) ?? []), gradient]);
        }
      }
      for (const name of parts.keys()) if (!sums.has(name)) sum(name);
      return sums;
    },
  };
}
