// Defines the terms of the loss in a graph: each is computed from sums over parts of volumes.
import type { LossOptions } from '../../training/loss/objective.js';
import type { Graph } from '../graph/graph.js';
import type { Lengths } from './resample.js';

/** Complete options of the loss. */
export type LossSettings = Required<LossOptions>;

/** All or some rows of the ground truth, `[volumes, rows, columns, slices]`, in the forms that losses need. */
export interface Truth {
  /** Occupancy, 0..1. */
  readonly target: string;
  /** 1 − target. */
  readonly rest: string;
  /**
   * 1 + 2ⁿ where the target is at least 0.5, else 1, with 2ⁿ above the number of slices. Summed over those voxels
   * of a line of slices that are predicted empty, it is their number + 2ⁿ · the number of false negatives.
   */
  readonly counted: string;
  /** Number of voxels per volume whose target is at least 0.5, `[volumes]`. */
  readonly voxels: string;
  readonly size: Lengths;
}

/** Size of a batch: `samples` is a value in the graph, `size` is known when the graph is built. */
export interface Batch {
  /** Number of samples, a float scalar. */
  readonly samples: string;
  /** Rows, columns and slices of a sample. */
  readonly size: Lengths;
}

/** Sums and gradients of losses on a part of the volumes. */
export interface OnPart {
  /** Sums over each volume's voxels, `[volumes]`. */
  readonly sums: readonly string[];
  /** Gradients with respect to the logits, before multiplication by {@link Total.factors}. */
  readonly gradients: readonly string[];
}

/** A loss, and the factors of its gradients, computed from sums over complete samples. */
export interface Total {
  /** The loss, a scalar. */
  readonly value: string;
  /** Factor of each gradient: a scalar, or `[batch, 1, 1, 1]`. */
  readonly factors: readonly string[];
}

/** Predictions of a stack for all or some rows of the volumes, each `[volumes, rows, columns, slices]`. */
export interface Prediction {
  readonly logits: string;
  /** Predicted probabilities. */
  readonly p: string;
  /** 1 where the logit is below 0 (the probability is below 0.5), else 0. */
  readonly negatives: string;
}

/** A weighted loss that is computed from two sums over each sample. */
export interface Term {
  onPart(graph: Graph, prediction: Prediction, truth: Truth): OnPart;
  total(graph: Graph, sums: readonly string[], batch: Batch): Total;
}
