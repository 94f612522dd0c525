// Everything outsiders import from @vrn/mesh, in pipeline order.
export { MARCHING_CUBES_DEFAULTS, type MarchingCubesOptions, marchingCubes } from './marchingCubes.js';
export { WELD_DEFAULTS, type WeldOptions, weld } from './weld.js';
export { components, keepLargest } from './components.js';
export { SMOOTH_DEFAULTS, type SmoothOptions, smooth } from './smooth.js';
export { vertexNormals } from './vertexNormals.js';
export { SIMPLIFY_DEFAULTS, type Simplified, type Simplifier, type SimplifyOptions, simplify } from './simplify.js';
export { eulerCharacteristic, signedVolume, surfaceArea } from './measure.js';
export { type Inspection, inspect } from './inspect.js';
export { type Raster, rasterize } from './rasterize.js';
export { linearToSrgb, srgbToLinear } from './srgb.js';
export { PROJECT_TEXTURE_DEFAULTS, type ProjectTextureOptions, projectTexture } from './projectTexture.js';
export { DECODE_OBJ_DEFAULTS, type DecodeObjOptions, decodeObj, encodeObj } from './obj.js';
export { decodePly } from './decodePly.js';
export { ENCODE_PLY_DEFAULTS, type EncodePlyOptions, encodePly } from './encodePly.js';
export { DECODE_STL_DEFAULTS, type DecodeStlOptions, decodeStl } from './decodeStl.js';
export { ENCODE_STL_DEFAULTS, type EncodeStlOptions, encodeStl } from './encodeStl.js';
export { decodeGlb, ENCODE_GLB_DEFAULTS, type EncodeGlbOptions, encodeGlb } from './glb.js';
