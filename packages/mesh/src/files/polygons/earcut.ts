// The library earcut: an entry of the build, and so a file of its own that bundlers leave out where nothing uses it.
export { default as earcut } from 'earcut';
