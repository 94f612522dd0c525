// Exports the public API of @vrn/reconstruct, in the order of the pipeline.

export type { Picture, PixelData } from './crop/picture.js';
export type { GivenMask, PersonMask } from './crop/mask.js';
export { cropMask, cropPicture } from './crop/crops.js';
export {
  DETECTOR_MODELS,
  type DetectorModel,
  type Detectors,
  loadDetectors,
  type ReadModel,
  type RunOptions,
} from './detect/models/detectors.js';
export { type FindPeopleOptions, findPeople, type LonePerson, type Person } from './detect/findPeople.js';
export { personAt } from './detect/personAt.js';
export type { Missing, MissingLandmark, Side } from './detect/missing.js';
export { reconstruct } from './body/reconstruct.js';
export { surfaceAt } from './body/surfaceAt.js';
export { bodyAt } from './body/bodyAt.js';
export {
  type Body,
  FIELD_OF_VIEW_DEFAULT,
  type GlbOptions,
  type Predictor,
  RECONSTRUCT_STEPS,
  type ReconstructOptions,
  type ReconstructStep,
  type Textured,
} from './body/options.js';
export type { Camera, Matrix4 } from './body/camera.js';
export { fieldOfViewOf } from './body/fieldOfView.js';
export type { Facts } from './body/facts.js';
export type { Signs } from './body/signs.js';
export {
  PRINT_FORMATS,
  type Print,
  type PrintFacts,
  TO_PRINT_DEFAULTS,
  type ToPrintOptions,
  toPrint,
} from './print/toPrint.js';
export {
  type Girth,
  type Length,
  type LengthName,
  MEASURE_DEFAULTS,
  type MeasureOptions,
  type Measures,
  measure,
} from './measure/measure.js';
export { GIRTHS, type GirthName, type Joints } from './measure/girths.js';
export { jointsOf } from './measure/joints.js';
