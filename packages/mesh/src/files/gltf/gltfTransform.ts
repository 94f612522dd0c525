// The part of glTF-Transform that .glb files need: an entry of the build, and so a file of its own that bundlers leave
// out where no .glb is read.
export { Document, WebIO } from '@gltf-transform/core';
