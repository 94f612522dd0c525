// Tests that a value is loaded once, and again only after a failure.
import { expect, it } from 'vitest';
import { onceLoaded } from '../../src/page/onceLoaded.js';

it('loads once, and again after each failure', async () => {
  let calls = 0;
  const get = onceLoaded(async () => {
    calls++;
    if (calls < 3) throw new Error(`failure ${calls}`);
    return calls;
  });
  const both = [get(), get()];
  for (const each of both) await expect(each).rejects.toThrow('failure 1');
  await expect(get()).rejects.toThrow('failure 2');
  expect(await Promise.all([get(), get(), get()])).toEqual([3, 3, 3]);
});
