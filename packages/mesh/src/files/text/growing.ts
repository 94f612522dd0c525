// Implements growable typed arrays, for numbers whose count is not known in advance.

export interface Growing<T extends Float32Array | Float64Array | Uint32Array> {
  data: T;
  length: number;
}

export const growingFloats = (): Growing<Float32Array> => ({ data: new Float32Array(1 << 10), length: 0 });
export const growingDoubles = (): Growing<Float64Array> => ({ data: new Float64Array(1 << 10), length: 0 });
export const growingIntegers = (): Growing<Uint32Array> => ({ data: new Uint32Array(1 << 10), length: 0 });

/**
 * Reserves room for `more` numbers. If necessary, enlarges the array to at least twice its length, so that adding a
 * number takes amortised O(1) time.
 */
export function makeRoom<T extends Float32Array | Float64Array | Uint32Array>(numbers: Growing<T>, more: number): void {
  const { data, length } = numbers;
  if (length + more <= data.length) return;
  const larger = new (data.constructor as new (size: number) => T)(Math.max(2 * data.length, length + more));
  larger.set(data.subarray(0, length));
  numbers.data = larger;
}

export function push3<T extends Float32Array | Float64Array | Uint32Array>(
  numbers: Growing<T>,
  a: number,
  b: number,
  c: number,
): void {
  makeRoom(numbers, 3);
  const { data, length } = numbers;
  data[length] = a;
  data[length + 1] = b;
  data[length + 2] = c;
  numbers.length = length + 3;
}

export function push<T extends Float32Array | Float64Array | Uint32Array>(numbers: Growing<T>, value: number): void {
  if (numbers.length === numbers.data.length) makeRoom(numbers, 1);
  numbers.data[numbers.length++] = value;
}

/** Returns a copy of the numbers that were added. */
export const taken = <T extends Float32Array | Float64Array | Uint32Array>({ data, length }: Growing<T>): T =>
  data.slice(0, length) as T;
