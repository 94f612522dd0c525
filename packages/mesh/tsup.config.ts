// How this package is built. glTF-Transform is bundled in, without its Node parts: bundlers for browsers fail on its
// import of node:fs as published. It has a file of its own, so that programs without .glb files do not load it.
import { declarations, library } from '../../tsup.shared.ts';

export default library(
  {
    index: 'src/index.ts',
    internal: 'src/internal.ts',
    simd: 'src/simd.ts',
    gltfTransform: 'src/files/gltf/gltfTransform.ts',
    earcut: 'src/files/polygons/earcut.ts',
  },
  {
    noExternal: ['@gltf-transform/core', 'property-graph'],
    external: ['node:fs', 'node:path'],
    dts: { entry: ['src/index.ts', 'src/internal.ts', 'src/simd.ts'], ...declarations },
  },
);
