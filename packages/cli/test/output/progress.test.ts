// Tests the progress bar: when it is shown, the remaining time that it shows, and the state of the terminal afterwards.
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { duration, progress } from '../../src/output/progress.js';

describe('duration', () => {
  it.each([
    [0.2, '1s'],
    [59.4, '59s'],
    [60, '1m 00s'],
    [3599, '59m 59s'],
    [7260, '2h 01m'],
  ])('%s seconds', (seconds, text) => {
    expect(duration(seconds)).toBe(text);
  });
});

describe('progress on a terminal', () => {
  let written = '';
  const tty = process.stderr.isTTY;
  beforeEach(() => {
    written = '';
    process.stderr.isTTY = true;
    vi.spyOn(process.stderr, 'write').mockImplementation((text) => {
      written += String(text);
      return true;
    });
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
    vi.restoreAllMocks();
    process.stderr.isTTY = tty;
  });

  it('shows no remaining time before a unit is done', () => {
    const bar = progress('samples', false);
    bar.update(3, 10);
    expect(written).toContain('3 of 10 samples');
    expect(written).not.toContain('left');
    vi.advanceTimersByTime(2000);
    bar.update(5, 10);
    vi.advanceTimersByTime(200);
    expect(written).toContain('| 5s left');
    bar.stop();
  });

  it('never switches the cursor or line wrapping off, and switches both on at the end', () => {
    const bar = progress('samples', false);
    bar.update(0, 2, 'a\u001b[2J.jpg');
    bar.update(1, 2);
    bar.stop();
    for (const off of ['\u001b[?25l', '\u001b[?7l']) expect(written).not.toContain(off);
    expect(written.endsWith('\u001b[?25h\u001b[?7h')).toBe(true);
    expect(written).toContain('a\\u001b[2J.jpg');
  });

  it('is silent with quiet, and where stderr is not a terminal', () => {
    progress('samples', true).update(0, 2);
    process.stderr.isTTY = false;
    const bar = progress('samples', false);
    bar.update(0, 2);
    bar.stop();
    expect(written).toBe('');
  });
});
