// Provides small examples of MakeHuman's files, and a check of error messages.
import { VolumetricError } from '@vrn/voxel';
import { expect } from 'vitest';

export const bytes = (text: string) => new TextEncoder().encode(text);

/** An .obj file with a flat body of two quads and a triangle, and one quad as the helper of a joint. */
export const OBJ = `# stand-in
v 0 0 0
v 1 0 0
v 1 1 0
v 0 1 0
v 0 2 0
vt 0 0
vt 1 0
vt 1 1
vt 0 1
g body
f 1/1 2/2 3/3 4/4
f 3/1 4/2 5/3
g joint-a
f 1 2 3 4
g body
f -5/2 -4/2 -3/3 -2/4
`;

export const RIG = JSON.stringify({
  bones: {
    tip: { head: 'tip_h', tail: 'tip_t', parent: 'root' },
    root: { head: 'root_h', tail: 'tip_h', parent: null },
  },
  joints: { root_h: [0, 1], tip_h: [2, 3], tip_t: [4] },
});

/** Returns the message of the file error that `run` throws, and checks that it is one line. */
export function failure(run: () => unknown): string {
  try {
    run();
  } catch (error) {
    expect(error).toBeInstanceOf(VolumetricError);
    expect((error as VolumetricError).code).toMatch(/^(?:bad-file|not-found)$/);
    expect((error as Error).message).not.toContain('\n');
    return (error as Error).message;
  }
  return 'no error';
}
