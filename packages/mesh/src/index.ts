// Lists the public exports of @vrn/mesh, in pipeline order.
export { MARCHING_CUBES_DEFAULTS, type MarchingCubesOptions, marchingCubes } from './marching-cubes/marchingCubes.js';
export { WELD_DEFAULTS, type WeldOptions, weld } from './edit/weld.js';
export { components, keepLargest } from './edit/components.js';
export { SMOOTH_DEFAULTS, type SmoothOptions, smooth } from './edit/smooth.js';
export { vertexNormals } from './edit/vertexNormals.js';
export {
  SIMPLIFY_DEFAULTS,
  type Simplified,
  type Simplifier,
  type SimplifyOptions,
  simplify,
} from './edit/simplify.js';
export { eulerCharacteristic, signedVolume, surfaceArea } from './measure/measure.js';
export { type Inspection, inspect } from './measure/inspect.js';
export {
  SELF_INTERSECTIONS_DEFAULTS,
  type SelfIntersectionsOptions,
  selfIntersections,
} from './measure/selfIntersections.js';
export { type Outline, type Plane, crossSection } from './measure/crossSection.js';
export { type WallThickness, wallThickness } from './measure/wallThickness.js';
export { type Raster, rasterize } from './texture/rasterize.js';
export { linearToSrgb, srgbToLinear } from './texture/srgb.js';
export { PROJECT_TEXTURE_DEFAULTS, type ProjectTextureOptions, projectTexture } from './texture/projectTexture.js';
export {
  TEXTURE_ATLAS_DEFAULTS,
  TEXTURE_SIZES,
  type TextureAtlas,
  type TextureAtlasOptions,
  textureAtlas,
} from './texture/atlas/textureAtlas.js';
export { DECODE_OBJ_DEFAULTS, type DecodeObjOptions, decodeObj } from './files/obj/decodeObj.js';
export { encodeObj } from './files/obj/encodeObj.js';
export { DECODE_PLY_DEFAULTS, type DecodePlyOptions, decodePly } from './files/ply/decodePly.js';
export { ENCODE_PLY_DEFAULTS, type EncodePlyOptions, encodePly } from './files/ply/encodePly.js';
export { DECODE_STL_DEFAULTS, type DecodeStlOptions, decodeStl } from './files/stl/decodeStl.js';
export { ENCODE_STL_DEFAULTS, type EncodeStlOptions, encodeStl } from './files/stl/encodeStl.js';
export { DECODE_GLB_DEFAULTS, type DecodeGlbOptions, decodeGlb } from './files/gltf/decodeGlb.js';
export type { DracoModule, GlbDecoders, MeshoptDecoder } from './files/gltf/glbDecoders.js';
export { ENCODE_GLB_DEFAULTS, type EncodeGlbOptions, encodeGlb } from './files/gltf/encodeGlb.js';
export type { DecodedMesh } from './files/text/warnings.js';
