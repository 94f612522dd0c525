// Tests messages for the terminal: plain words, one line, no control characters.
import { VolumetricError } from '@vrn/voxel';
import { describe, expect, it } from 'vitest';
import { about, escapeControls, messageOf, oneLine, terminalJson } from '../../src/output/messages.js';

describe('escapeControls', () => {
  it.each([
    ['\u001b[2J', '\\u001b[2J'],
    ['a\rb\tc\nd', 'a\\u000db\\u0009c\\u000ad'],
    ['\u009b31m', '\\u009b31m'],
    ['\u202egpj.exe', '\\u202egpj.exe'],
    ['Zoë 体 🙂', 'Zoë 体 🙂'],
  ])('%j', (text, escaped) => {
    expect(escapeControls(text)).toBe(escaped);
  });

  it('keeps JSON that decodes to the same value', () => {
    const value = { file: 'a\u001b\u009b\u202e\u007f"\\' };
    const text = terminalJson(value);
    expect(text).toBe('{"file":"a\\u001b\\u009b\\u202e\\u007f\\"\\\\"}');
    expect(JSON.parse(text)).toEqual(value);
  });
});

describe('messageOf', () => {
  const system = (code: string, path?: string) =>
    Object.assign(new Error(`${code}: something, open '${path}'`), { code, ...(path !== undefined && { path }) });

  it.each<[string, Error, string]>([
    ['a missing file', system('ENOENT', 'a.obj'), 'a.obj: no such file or folder'],
    ['a full disk', system('ENOSPC', 'out/a.glb'), 'out/a.glb: no space left on the disk'],
    ['a system error without a path', system('EIO'), 'the disk reported an error'],
    [
      'a file that is too large',
      system('ERR_FS_FILE_TOO_LARGE'),
      'the file is larger than 2 GiB, the most that can be read',
    ],
    ['memory', new RangeError('Invalid typed array length: 27000000000'), 'there is not enough memory for this input'],
    ['several lines', new Error('one\n  two'), 'one two'],
    [
      'a failed write',
      new VolumetricError('bad-file', 'writeFileAtomic: cannot write out/a.glb: ENOSPC: no space', {
        cause: system('ENOSPC', 'out/a.glb'),
      }),
      'out/a.glb: cannot be written: no space left on the disk',
    ],
  ])('%s', (_, error, message) => {
    expect(messageOf(error)).toBe(message);
  });

  it('names the file once, with its control characters escaped', async () => {
    const fail = (message: string) => about('\u001b.obj', () => Promise.reject(new Error(message)));
    await expect(fail('decodeObj: broken')).rejects.toThrow(/^\\u001b\.obj: decodeObj: broken$/);
    await expect(fail('\u001b.obj: broken')).rejects.toThrow(/^\\u001b\.obj: broken$/);
    expect(oneLine(new Error('x'))).toBe('vrn: x');
  });
});
