// Measures the memory that a call allocates, by counting all array buffers and wasm memory that it creates.

const KINDS = [
  'ArrayBuffer',
  'Int8Array',
  'Uint8Array',
  'Uint8ClampedArray',
  'Int16Array',
  'Uint16Array',
  'Int32Array',
  'Uint32Array',
  'Float32Array',
  'Float64Array',
  'BigInt64Array',
  'BigUint64Array',
] as const;

/**
 * Returns the total size of all array buffers and wasm memory that a synchronous call creates, in bytes, including
 * results and buffers that it drops: an upper bound of what it holds at once. Use it on the first call of a function,
 * to count scratch memory that later calls reuse, and in a separate process, because replaced constructors slow
 * compiled code down.
 */
export function allocated(call: () => unknown): number {
  let bytes = 0;
  const scope = globalThis as unknown as Record<string, unknown>;
  const undo: (() => void)[] = [];
  for (const kind of KINDS) {
    const original = scope[kind] as (new (
      ...args: unknown[]
    ) => ArrayBufferLike | ArrayBufferView) & {
      prototype: object;
    };
    const counting = new Proxy(original, {
      construct(target, args, newTarget): object {
        const made = Reflect.construct(target, args, newTarget === counting ? target : newTarget) as object;
        // A view of an existing buffer allocates nothing.
        if (!(args[0] instanceof ArrayBuffer || args[0] instanceof SharedArrayBuffer)) {
          bytes += (made as { byteLength: number }).byteLength;
        }
        return made;
      },
    });
    const own = Object.getOwnPropertyDescriptor(original.prototype, 'constructor')!;
    // slice(), map() and filter() create arrays through the `constructor` property.
    Object.defineProperty(original.prototype, 'constructor', { ...own, value: counting });
    scope[kind] = counting;
    undo.push(() => {
      Object.defineProperty(original.prototype, 'constructor', own);
      scope[kind] = original;
    });
  }
  const { Memory } = WebAssembly;
  const grow = Memory.prototype.grow;
  WebAssembly.Memory = new Proxy(Memory, {
    construct(target, args): object {
      const made = new target(...(args as [WebAssembly.MemoryDescriptor]));
      bytes += made.buffer.byteLength;
      return made;
    },
  });
  Memory.prototype.grow = function grown(pages: number): number {
    bytes += pages * 65536;
    return grow.call(this, pages);
  };
  undo.push(() => {
    WebAssembly.Memory = Memory;
    Memory.prototype.grow = grow;
  });
  try {
    call();
  } finally {
    for (const restore of undo) restore();
  }
  return bytes;
}
