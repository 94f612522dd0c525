// Records operators as they are appended, so that their gradients can be appended in reverse order.
import type { Graph, Value } from '../graph/graph.js';

/** An appended operator, with the function that appends its gradient. */
export interface Step {
  readonly y: Value;
  readonly inputs: readonly Value[];
  /**
   * Maps the gradient with respect to y to the gradients with respect to the inputs; undefined for inputs without
   * gradient, such as biases before norms.
   */
  readonly backward: (dy: string) => readonly (string | undefined)[];
}

export interface Tape {
  /** Records a step. Returns its output. */
  record(step: Step): Value;
  /**
   * Appends the gradients of all recorded steps on which the seeded values depend.
   *
   * @param seeds gradients with respect to some values, by the values' names.
   * @returns gradients by the names of the values, parameters included.
   */
  backward(graph: Graph, seeds: ReadonlyMap<string, string>): Map<string, string>;
}

/** Creates an empty tape. */
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
