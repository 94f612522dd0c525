// How much memory a call takes: every array buffer that is made while it runs is counted.

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
 * Bytes of all array buffers that a call makes, results included, those given up on the way included: never less than
 * the most it holds at a time. Run it in a process of its own and on a function's first call: scratch that is kept for
 * later calls is counted then, and constructors that have been replaced leave their mark on compiled code.
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
        // A view of a buffer that is there already takes nothing.
        if (!(args[0] instanceof ArrayBuffer || args[0] instanceof SharedArrayBuffer)) {
          bytes += (made as { byteLength: number }).byteLength;
        }
        return made;
      },
    });
    const own = Object.getOwnPropertyDescriptor(original.prototype, 'constructor')!;
    // slice(), map() and filter() ask an array for its constructor.
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
