// Exports the entry point @vrn/metrics/simd: a WebAssembly kernel that makes searches for nearest points faster.
export { simdKernel } from './simd/simdKernel.js';
