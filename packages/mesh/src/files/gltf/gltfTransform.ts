// Exports the part of glTF-Transform that .glb files need, as a separate build entry, so that bundlers omit it where no
// .glb is used.
export { Document, WebIO } from '@gltf-transform/core';
