// Exports the entry point @vrn/mesh/simd: a WebAssembly kernel that makes marchingCubes and decodeGlb faster.
export { simdKernel } from './simd/simdKernel.js';
