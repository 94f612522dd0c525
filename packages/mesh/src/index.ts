// Everything outsiders import from @vrn/mesh, in pipeline order.
export { MARCHING_CUBES_DEFAULTS, type MarchingCubesOptions, marchingCubes } from './marchingCubes.js';
export { WELD_DEFAULTS, type WeldOptions, weld } from './weld.js';
export { components, keepLargest } from './components.js';
export { SMOOTH_DEFAULTS, type SmoothOptions, smooth } from './smooth.js';
export { vertexNormals } from './vertexNormals.js';
export { eulerCharacteristic, signedVolume, surfaceArea } from './measure.js';
export { type Inspection, inspect } from './inspect.js';
export { type Raster, rasterize } from './rasterize.js';
export { linearToSrgb, srgbToLinear } from './srgb.js';
export { PROJECT_TEXTURE_DEFAULTS, type ProjectTextureOptions, projectTexture } from './projectTexture.js';
export { decodeObj, encodeObj } from './obj.js';
export { decodePly, ENCODE_PLY_DEFAULTS, type EncodePlyOptions, encodePly } from './ply.js';
export { decodeStl, ENCODE_STL_DEFAULTS, type EncodeStlOptions, encodeStl } from './stl.js';
export { decodeGlb, ENCODE_GLB_DEFAULTS, type EncodeGlbOptions, encodeGlb } from './glb.js';
