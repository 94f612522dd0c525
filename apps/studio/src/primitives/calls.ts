// Defines the messages between the page of primitives and its worker.

import type { SurfaceReport, VolumeReport } from '../protocol/calls.js';
import type { ProblemText } from '../protocol/problem.js';

export const RULES = ['nonzero', 'parity', 'winding'] as const;
export const OCCUPANCIES = ['binary', 'fraction', 'surface'] as const;

export interface Settings {
  /** Voxels per side. */
  readonly size: number;
  readonly rule: (typeof RULES)[number];
  readonly occupancy: (typeof OCCUPANCIES)[number];
  /** Level of the surface that is extracted from the voxels. */
  readonly level: number;
}

/** A file, or the name of a built-in example shape. */
export type Source = { readonly file: File } | { readonly shape: 'torus' | 'cup' };

export interface Task {
  readonly id: number;
  /** Absent if the last source is used again. */
  readonly source?: Source;
  readonly settings: Settings;
}

export const STEPS = ['fitGrid', 'voxelizeReport', 'voxelize', 'marchingCubes'] as const;

export type StepName = (typeof STEPS)[number];

/** A step that was run: its time, and its result in words. */
export interface StepReport {
  readonly step: StepName;
  readonly milliseconds: number;
  readonly result: string;
}

export interface Done {
  readonly id: number;
  readonly isMesh: boolean;
  readonly steps: readonly StepReport[];
  /** Faults of the mesh in words, and the warnings of its reader. */
  readonly faults: readonly string[];
  /** The mesh of the source; absent for volumes. */
  readonly given?: SurfaceReport;
  /** The surface of the voxels; absent if it has no triangles. */
  readonly extracted?: SurfaceReport;
  readonly volume: VolumeReport;
}

export type Answer = Done | { readonly id: number; readonly problem: ProblemText };
