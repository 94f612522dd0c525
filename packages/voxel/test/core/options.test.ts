// Tests that options with unknown names are refused, and that the nearest known name is suggested.
import { describe, expect, it } from 'vitest';
import { checkOptions, nearestName } from '../../src/core/options.js';

const KNOWN = ['iterations', 'lambda', 'rule', 'epochs'];

describe('checkOptions', () => {
  it('accepts known names, also from an object of defaults, and no options at all', () => {
    expect(() => checkOptions('smooth', { iterations: 3, rule: undefined }, KNOWN)).not.toThrow();
    expect(() => checkOptions('smooth', { a: 1 }, { a: 0, b: 0 })).not.toThrow();
    expect(() => checkOptions('smooth', {}, KNOWN)).not.toThrow();
  });

  it.each([
    ['rules', 'rule'],
    ['epoch', 'epochs'],
    ['Iterations', 'iterations'],
    ['lamda', 'lambda'],
  ])('refuses %s and suggests %s', (given, meant) => {
    expect(() => checkOptions('smooth', { [given]: 1 }, KNOWN)).toThrow(
      `smooth: options must be iterations, lambda, rule, epochs, got '${given}'; did you mean '${meant}'?`,
    );
  });

  it('lists the known names where none is similar', () => {
    expect(() => checkOptions('smooth', { wibble: 1 }, KNOWN)).toThrow(/iterations, .*got 'wibble'$/);
    expect(nearestName('wibble', KNOWN)).toBeUndefined();
  });

  it('suggests the name that differs by case alone before one that differs by a letter', () => {
    expect(nearestName('Rule', ['rules', 'rule'])).toBe('rule');
  });

  it.each([
    [null, 'null'],
    [3, '3'],
    ['rule', '"rule"'],
    [[], '[]'],
    [undefined, 'undefined'],
  ])('refuses %o as options', (given, got) => {
    expect(() => checkOptions('smooth', given, KNOWN)).toThrow(`smooth: options must be an object, got ${got}`);
  });
});
