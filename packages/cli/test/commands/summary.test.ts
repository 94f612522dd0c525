// Names in help texts, which are repeated apart from the packages that define them.
import { VARIANT_NAMES } from '@vrn/model';
import { expect, it } from 'vitest';
import { VARIANTS } from '../../src/commands/summary.js';

it('vrn summary lists the networks of the model, in the same order', () => {
  expect(VARIANTS).toEqual(VARIANT_NAMES);
});
