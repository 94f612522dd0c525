// Lists what this entry of the package exports: a faster kernel for marchingCubes, in WebAssembly.
export { simdKernel } from './simd/simdKernel.js';
