// Defines the calls from the page to its worker: their names, inputs and results.
import type { WeightsName } from '@vrn/pretrained';
import type { Facts, Measures, Missing, PrintFacts, ReconstructStep } from '@vrn/reconstruct';
import type { Grid, Landmark, Square } from '@vrn/voxel';

/** Engines, fastest first. */
export const ENGINES = ['webgpu', 'webgl', 'wasm'] as const;

export type EngineName = (typeof ENGINES)[number];

/** `best` is the first of `ENGINES` that needs no software renderer and passes the probes. */
export type EngineChoice = 'best' | EngineName;

export interface EngineReport {
  readonly name: EngineName;
  /** Name of the graphics processor; empty for `wasm`, or if the browser does not tell it. */
  readonly device: string;
  /** Faster engines that were tried and rejected, each with the reason. */
  readonly passed: readonly string[];
}

/** Coverage 0..1 of the pixels of a square of the picture: `size × size` values, row by row. */
export interface MaskData {
  readonly data: Float32Array<ArrayBuffer>;
  readonly size: number;
  readonly square: Square;
}

export interface PersonReport {
  readonly number: number;
  readonly square: Square;
  readonly landmarks: readonly Landmark[];
  readonly mask: MaskData;
  readonly missing: Missing;
  readonly warnings: readonly string[];
}

export interface PhotoReport {
  readonly width: number;
  readonly height: number;
  /** The picture, upright, `width × height` pixels; large pictures are reduced. */
  readonly picture: ImageBitmap;
  readonly people: readonly PersonReport[];
}

/** A person, and the landmarks and the mask if they were corrected by hand. */
export interface ReconstructInput {
  /** Number of the person, from 1. */
  readonly person: number;
  readonly landmarks?: readonly Landmark[];
  readonly mask?: MaskData;
}

/** A surface for the viewer, in the frame of the body's mesh. */
export interface SurfaceReport {
  readonly positions: Float32Array<ArrayBuffer>;
  readonly normals: Float32Array<ArrayBuffer>;
  readonly indices: Uint32Array<ArrayBuffer>;
}

export interface TexturedReport extends SurfaceReport {
  readonly uvs: Float32Array<ArrayBuffer>;
  readonly texture: ImageBitmap;
  /** Visibility of each vertex: from 0, hidden from the camera or facing away, to 1, seen. */
  readonly seen: Float32Array<ArrayBuffer>;
  /** The body as the camera sees it, in grey on a transparent background; covers the person's square. */
  readonly front: ImageBitmap;
}

/** A volume in the frame of the view: probabilities 0..1 as bytes 0..255, slices fastest. */
export interface VolumeReport {
  readonly data: Uint8Array<ArrayBuffer>;
  readonly grid: Grid;
  /** Distance of the camera from the middle of the grid in world units; infinite for an orthographic camera. */
  readonly distance: number;
  /** Maps the view frame, after its perspective is undone, to the frame of the body's mesh; 4 × 4, column-major. */
  readonly viewToMesh: readonly number[];
}

export interface BodyReport {
  readonly surface: TexturedReport;
  readonly volume: VolumeReport;
  readonly facts: Facts;
  readonly square: Square;
  readonly landmarks: readonly Landmark[];
  readonly mask: MaskData;
  /** Seconds that each step of `reconstruct` took, by the name of the step. */
  readonly seconds: Readonly<Record<string, number>>;
  /** Addresses of the files that the worker has loaded; the page keeps them for use without a connection. */
  readonly loaded: readonly string[];
  /** Number of TensorFlow.js tensors in memory. */
  readonly tensors: number;
}

export const FILE_FORMATS = ['glb', 'obj', 'ply', '3mf', 'stl', 'npy'] as const;

export type FileFormat = (typeof FILE_FORMATS)[number];

export interface WriteInput {
  readonly format: FileFormat;
  /** Name of the body, which is written into .glb files only. */
  readonly name: string;
  /** Height of the person in metres, to which .glb, .obj and .ply are scaled; undefined if it is not known. */
  readonly height: number | undefined;
  /** For .3mf and .stl only: height and thinnest wall in millimetres, and what the body stands on. */
  readonly print: { readonly height: number; readonly minThickness: number; readonly base: 'feet' | 'plate' };
}

export interface WrittenFile {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly type: string;
  readonly print?: PrintFacts;
}

/** A network of `@vrn/pretrained`, or a safetensors file. */
export type NetworkSource = WeightsName | File;

/** How well two solids agree. */
export interface Agreement {
  /** Intersection over union of the solids, 0..1. */
  readonly iou: number;
  /** Mean of the mean distances from each surface to the other, in centimetres. */
  readonly chamferCm: number;
}

export interface CompareInput {
  readonly network: NetworkSource;
  /** Height of the person in metres; undefined if it is not known. */
  readonly height: number | undefined;
}

/** The body of a second network, from the landmarks and the mask of the body that is shown. */
export interface SecondBodyReport {
  readonly surface: TexturedReport;
  readonly seconds: number;
  /** Quality measures of the network's own prediction, before the mask is applied to it, and the depth of the body. */
  readonly signs: Facts['signs'];
  readonly warnings: readonly string[];
  /** Agreement of the two bodies, neither of which is moved. */
  readonly agreement: Agreement;
}

export interface GroundTruthInput {
  readonly file: File;
  /** Height of the person in metres; undefined if it is not known. */
  readonly height: number | undefined;
}

/** Agreement of a body with ground truth, after the shift of the body in depth that gives the highest IoU. */
export interface GroundTruthScore extends Agreement {
  /** Centimetres by which the body was moved towards the camera; negative: away from it. */
  readonly shiftCm: number;
}

export interface GroundTruthReport {
  /** The mesh in the frame of the body that is shown. */
  readonly surface: SurfaceReport;
  readonly triangles: number;
  /** Height of the person in metres, given or assumed, which sets the scale of all centimetres. */
  readonly height: number;
  readonly heightAssumed: boolean;
  readonly warnings: readonly string[];
  readonly body: GroundTruthScore;
  /** Score of the second network's body; undefined if there is none for the surface that is shown. */
  readonly second: GroundTruthScore | undefined;
}

/** The calls by name: `[input, result]`. */
export interface Calls {
  /** Starts an engine and loads the models and the network, unless this engine is already in use. */
  start: [EngineChoice, EngineReport];
  /** Decodes a picture and finds its people. */
  open: [Blob, PhotoReport];
  reconstruct: [ReconstructInput, BodyReport];
  /** Extracts the surface at a level of probability. */
  surface: [number, SurfaceReport];
  /** Extracts and colours the surface at a level. Later calls use it as the surface of the body. */
  colour: [number, TexturedReport];
  /** Measures the body for a height of the person in metres; undefined stands for an assumed height. */
  measure: [number | undefined, Measures];
  write: [WriteInput, WrittenFile];
  /** Runs a second network on the landmarks and the mask of the current body. */
  compare: [CompareInput, SecondBodyReport];
  /** Compares the current body, and that of the second network if there is one, with a mesh as ground truth. */
  score: [GroundTruthInput, GroundTruthReport];
}

export type CallName = keyof Calls;

export type Step = 'engine' | 'download' | 'decode' | 'mesh' | 'score' | 'agreement' | ReconstructStep;

export interface Progress {
  readonly step: Step;
  /** For downloads: bytes that have arrived, and bytes in total. */
  readonly loaded?: number;
  readonly total?: number;
}
