// Replaces the package ndarray, because the Content-Security-Policy forbids the code that it compiles from text. Views
// have only the members that are needed here.

type Data = Uint8Array | Float32Array;

/** A strided view of an array, as ndarray makes it. */
class View {
  readonly shape: number[];
  readonly stride: number[];

  constructor(
    readonly data: Data,
    shape: readonly number[],
    stride: readonly number[],
    readonly offset: number,
  ) {
    this.shape = [...shape];
    this.stride = [...stride];
  }

  get dimension(): number {
    return this.shape.length;
  }

  get size(): number {
    return this.shape.reduce((product, length) => product * length, 1);
  }

  get dtype(): string {
    return this.data instanceof Uint8Array ? 'uint8' : 'float32';
  }

  /** Axes from the fastest to the slowest. */
  get order(): number[] {
    return [...this.stride.keys()].sort((a, b) => Math.abs(this.stride[a]!) - Math.abs(this.stride[b]!));
  }

  index(...place: readonly number[]): number {
    return this.stride.reduce((sum, step, axis) => sum + step * place[axis]!, this.offset);
  }

  get(...place: readonly number[]): number {
    return this.data[this.index(...place)]!;
  }

  set(...placeAndValue: readonly number[]): number {
    const value = placeAndValue[this.shape.length]!;
    this.data[this.index(...placeAndValue)] = value;
    return value;
  }

  hi(...lengths: readonly number[]): View {
    const shape = this.shape.map((length, axis) => lengths[axis] ?? length);
    return new View(this.data, shape, this.stride, this.offset);
  }

  lo(...starts: readonly number[]): View {
    const shape = this.shape.map((length, axis) => length - (starts[axis] ?? 0));
    return new View(this.data, shape, this.stride, this.index(...this.shape.map((_, axis) => starts[axis] ?? 0)));
  }

  step(...steps: readonly number[]): View {
    let { offset } = this;
    const shape = this.shape.map((length, axis) => {
      const step = steps[axis] ?? 1;
      if (step < 0) offset += this.stride[axis]! * (length - 1);
      return Math.ceil(length / Math.abs(step));
    });
    return new View(
      this.data,
      shape,
      this.stride.map((stride, axis) => stride * (steps[axis] ?? 1)),
      offset,
    );
  }

  transpose(...axes: readonly number[]): View {
    const of = (values: readonly number[]): number[] => values.map((_, axis) => values[axes[axis] ?? axis]!);
    return new View(this.data, of(this.shape), of(this.stride), this.offset);
  }

  pick(...place: readonly (number | null)[]): View {
    const kept = [...this.shape.keys()].filter((axis) => (place[axis] ?? -1) < 0);
    const offset = this.index(...this.shape.map((_, axis) => Math.max(0, place[axis] ?? 0)));
    const of = (values: readonly number[]): number[] => kept.map((axis) => values[axis]!);
    return new View(this.data, of(this.shape), of(this.stride), offset);
  }
}

/** Makes a view of data; without strides the last axis is the fastest. */
export default function ndarray(data: Data, shape: readonly number[], stride?: readonly number[], offset = 0): View {
  const packed = shape.map((_, axis) => shape.slice(axis + 1).reduce((product, length) => product * length, 1));
  return new View(data, shape, stride ?? packed, offset);
}
