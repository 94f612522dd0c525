// Exports the library earcut as a separate build entry, so that bundlers omit it where it is not used.
export { default as earcut } from 'earcut';
