// Appends the update rules of optimisers as operators, with the same formulas as `rmsprop` and `adam`.
import type { UpdateRule } from '../training/optimiser/optimiser.js';
import type { Graph } from './graph/graph.js';

/** The operands of a rule. `value`, `gradient` and every `memory` are rows with all parameters that have gradients. */
export interface Update {
  readonly value: string;
  readonly gradient: string;
  /** Learning rate, a scalar. */
  readonly rate: string;
  /** The optimiser's state, one row for each of {@link Rule.memories}. */
  readonly memory: readonly string[];
  /** The scalars 1 − β₁ᵗ and 1 − β₂ᵗ for Adam; empty for RMSProp. */
  readonly corrections: readonly string[];
}

export interface Updated {
  readonly value: string;
  readonly memory: readonly string[];
}

interface Rule<K> {
  /** Suffixes of the names of state tensors: a tensor is named by a parameter's path and a suffix. */
  readonly memories: readonly string[];
  /** Whether the state includes the number of updates, named `steps`. */
  readonly counts: boolean;
  readonly corrections: (graph: Graph, steps: string, rule: K) => readonly string[];
  readonly update: (graph: Graph, update: Update, rule: K) => Updated;
}

type Rules = { readonly [K in UpdateRule['kind']]: Rule<Extract<UpdateRule, { kind: K }>> };

/** Exponential average: share · old + (1 − share) · value. */
function average(graph: Graph, old: string, value: string, share: number): string {
  const added = graph.op('Mul', [value, graph.float(1 - share)]);
  return graph.op('Add', [graph.op('Mul', [old, graph.float(share)]), added]);
}

const RULES: Rules = {
  rmsprop: {
    memories: [''],
    counts: false,
    corrections: () => [],
    update: (graph, { value, gradient, rate, memory }, { decay, epsilon }) => {
      const { op, float } = graph;
      const square = average(graph, memory[0]!, op('Mul', [gradient, gradient]), decay);
      const root = op('Add', [op('Sqrt', [square]), float(epsilon)]);
      return { value: op('Sub', [value, op('Div', [op('Mul', [gradient, rate]), root])]), memory: [square] };
    },
  },
  adam: {
    memories: ['/mean', '/square'],
    counts: true,
    // Double precision, because 1 − β₂ᵗ starts at 0.001 by default, where single precision would lose digits.
    corrections: (graph, steps, { beta1, beta2 }) =>
      [beta1, beta2].map((beta) => {
        const { op, double } = graph;
        const power = op('Pow', [double(beta), op('Cast', [steps], { to: 11 })]);
        return op('Cast', [op('Sub', [double(1), power])], { to: 1 });
      }),
    update: (graph, { value, gradient, rate, memory, corrections }, { beta1, beta2, epsilon }) => {
      const { op, float } = graph;
      const mean = average(graph, memory[0]!, gradient, beta1);
      const square = average(graph, memory[1]!, op('Mul', [gradient, gradient]), beta2);
      const root = op('Add', [op('Sqrt', [op('Div', [square, corrections[1]!])]), float(epsilon)]);
      const step = op('Div', [op('Mul', [mean, op('Div', [rate, corrections[0]!])]), root]);
      return { value: op('Sub', [value, step]), memory: [mean, square] };
    },
  },
};

/** Whether a rule is of a kind that graphs support. */
export const isRule = (rule: UpdateRule): boolean => Object.hasOwn(RULES, rule?.kind);

/** Returns the state and operators of a rule. */
export const ruleOf = (rule: UpdateRule): Rule<UpdateRule> => RULES[rule.kind] as Rule<UpdateRule>;
