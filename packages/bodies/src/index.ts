// Everything outsiders import from @vrn/bodies, in pipeline order.
export { type Body, type BodyOptions, type BodySource, bodySource } from './bodySource.js';
export { type BodySample, PERSON_SHARE, SAMPLE_DEFAULTS, type SampleOptions, sample } from './sample.js';
export { CORRUPT_DEFAULTS, type CorruptOptions, corruptInputs, type Detected } from './corruptInputs.js';
export { RENDER_DEFAULTS, type Rendering, type RenderOptions, renderMesh, type Viewpoint } from './renderMesh.js';
