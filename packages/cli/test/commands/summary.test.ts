// Tests that the names of networks in `vrn summary --help`, which are a copy, equal those of @vrn/model.
import { VARIANT_NAMES } from '@vrn/model';
import { expect, it } from 'vitest';
import { VARIANTS } from '../../src/commands/summary.js';

it('vrn summary lists the networks of the model, in the same order', () => {
  expect(VARIANTS).toEqual(VARIANT_NAMES);
});
