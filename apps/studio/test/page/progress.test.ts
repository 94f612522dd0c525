// Tests that the progress bar never goes back while a second body is made and compared.
import { RECONSTRUCT_STEPS } from '@vrn/reconstruct';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { showProgress } from '../../src/page/progress.js';
import type { Step } from '../../src/protocol/calls.js';

const bar = { value: 0, removeAttribute() {} };
beforeEach(() => {
  vi.stubGlobal('document', { getElementById: (id: string) => (id === 'progress-bar' ? bar : {}) });
});
afterEach(() => vi.unstubAllGlobals());

it.each<[string, readonly Step[]]>([
  ['the first body', ['decode', ...RECONSTRUCT_STEPS]],
  ['a second body', [...RECONSTRUCT_STEPS, 'agreement']],
  ['a comparison with a mesh', ['mesh', 'score']],
])('the bar does not go back during %s', (_, steps) => {
  const values = steps.map((step) => {
    showProgress({ step });
    return bar.value;
  });
  expect(values).toEqual(values.toSorted((a, b) => a - b));
});
