// Searches nearest points and faces in WebAssembly with SIMD.
import type { KernelTarget, NearestKernel } from '../surfaces/nearest/target.js';
import { NEAREST_CODE } from './nearestCode.js';

/** Exports of assembly/nearest.ts. */
interface Code {
  readonly memory: WebAssembly.Memory;
  reserve(bytes: number): number;
  build(...target: readonly number[]): number;
  search(...query: readonly number[]): void;
}

/** Bytes per item: of a face's or a point's record, and of its centre. */
const FACE = 64;
const POINT = 16;
const CENTRE = 16;

/** Bytes of the local coordinates of a vertex. */
const LOCAL = 16;

/** Maximum bytes of the tree per group of four items: the group, the head of its leaf, and a node. */
const GROUP = 64 + 16 + 112;

/** Bytes of the stack: at most three waiting children at each of 32 levels, and the distances of four boxes. */
const STACK = 16 + 8 * 3 * 32;

/**
 * Creates a kernel that about halves the time of `pointToSurface`, `chamfer`, `hausdorff`, `fScore` and
 * `normalConsistency`, and makes `evaluate` faster. It finds the same distances: between points to the bit, and to
 * faces apart from rounding errors of double precision. Of several equally near points or faces it may choose another.
 *
 * While a function uses the kernel, a mesh takes some 155 bytes of WebAssembly memory per face, a point set some 110
 * per point, and a query some 50. Surfaces that exceed the 4 GiB of WebAssembly are searched without the kernel.
 *
 * @returns  the kernel; undefined where WebAssembly with SIMD is missing, or where the page's Content-Security-Policy
 *   forbids it: passed as `kernel`, undefined means TypeScript.
 *
 * @example
 * const kernel = simdKernel();
 * pointToSurface(Float32Array.of(0, 0, 2), cube({ side: 2 }), { kernel }).distances[0];  // → 1
 */
export function simdKernel(): NearestKernel | undefined {
  let module: WebAssembly.Module;
  try {
    module = new WebAssembly.Module(Uint8Array.from(atob(NEAREST_CODE), (letter) => letter.charCodeAt(0)));
  } catch {
    return undefined;
  }
  return {
    target(positions, indices) {
      const code = new WebAssembly.Instance(module).exports as unknown as Code;
      return build(code, positions, indices);
    },
  };
}

/** Builds the tree; returns undefined if memory is insufficient. */
function build(code: Code, positions: Float32Array, indices: Uint32Array | undefined): KernelTarget | undefined {
  const vertices = positions.length / 3;
  const count = indices === undefined ? vertices : indices.length / 3;
  const start = code.reserve(0);
  const layout = new Layout(start);
  const records = layout.add((indices === undefined ? POINT : FACE) * count);
  const tree = layout.add(GROUP * Math.ceil(count / 4));
  // The following pieces are needed only to build the tree; queries then use their memory.
  const end = layout.end;
  const points = layout.add(12 * vertices);
  const corners = indices === undefined ? 0 : layout.add(12 * count);
  const local = layout.add(LOCAL * vertices);
  const centres = layout.add(CENTRE * count);
  if (code.reserve(layout.end - start) === 0) return undefined;
  new Float32Array(code.memory.buffer, points, positions.length).set(positions);
  if (indices !== undefined) new Uint32Array(code.memory.buffer, corners, indices.length).set(indices);
  const root = code.build(points, vertices, corners, count, records, local, centres, tree);
  return { nearest: (...query) => search(code, root, start, end, ...query) };
}

/** Searches; the memory from `end` on is free. Returns undefined if memory is insufficient. */
function search(
  code: Code,
  root: number,
  start: number,
  end: number,
  queries: Float64Array,
  order: Uint32Array,
  withPoints: boolean,
): ReturnType<KernelTarget['nearest']> {
  const count = queries.length / 3;
  const layout = new Layout(end);
  const asked = layout.add(24 * count);
  const ordered = layout.add(4 * order.length);
  const squared = layout.add(8 * count);
  const items = layout.add(4 * count);
  const points = withPoints ? layout.add(12 * count) : 0;
  const stack = layout.add(STACK);
  if (code.reserve(layout.end - start) === 0) return undefined;
  const { buffer } = code.memory;
  new Float64Array(buffer, asked, queries.length).set(queries);
  new Uint32Array(buffer, ordered, order.length).set(order);
  const distances = new Float64Array(buffer, squared, count).fill(Number.POSITIVE_INFINITY);
  const found = new Uint32Array(buffer, items, count).fill(0);
  const nearest = withPoints ? new Float32Array(buffer, points, 3 * count).fill(0) : undefined;
  code.search(root, asked, ordered, order.length, squared, items, points, stack);
  const result = { squared: distances.slice(), items: found.slice() };
  return nearest === undefined ? result : { ...result, points: nearest.slice() };
}

/** Assigns addresses, multiples of 16, to pieces of memory that follow each other. */
class Layout {
  constructor(public end: number) {}

  add(bytes: number): number {
    const at = this.end;
    this.end += 16 * Math.ceil(bytes / 16);
    return at;
  }
}
