// The part of glTF-Transform that .glb files need: a separate build entry, so that bundlers omit it where no .glb is
// used.
export { Document, WebIO } from '@gltf-transform/core';
