// Arguments that are numbers, read with a reason when they are not.
import { InvalidArgumentError } from 'commander';

export function positiveInteger(text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value <= 0) throw new InvalidArgumentError('must be a positive whole number.');
  return value;
}

export function wholeNumber(text: string): number {
  const value = Number(text);
  if (text.trim() === '' || !Number.isInteger(value) || value < 0)
    throw new InvalidArgumentError('must be a whole number from 0 on.');
  return value;
}

export function finiteNumber(text: string): number {
  const value = Number(text);
  if (text.trim() === '' || !Number.isFinite(value)) throw new InvalidArgumentError('must be a number.');
  return value;
}

/** `128`, or `rows,columns,slices`. */
export function gridShape(text: string): [number, number, number] {
  const parts = text.split(',').map(positiveInteger);
  if (parts.length === 1) return [parts[0]!, parts[0]!, parts[0]!];
  if (parts.length !== 3) throw new InvalidArgumentError('must be one number, or rows,columns,slices.');
  return parts as [number, number, number];
}
