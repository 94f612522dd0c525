// Makes a copy of a body whose surface lies at another level of probability.
import { inspect } from '@vrn/mesh';
import { maskIn } from '../crop/mask.js';
import { checkPicture, type Picture } from '../crop/picture.js';
import { assemble } from './assemble.js';
import { colour, countsOf } from './colour.js';
import type { Body } from './options.js';
import { depthShare, doubtsOf } from './signs.js';
import { OUTLINE_SIZE, outlineIou } from './surface.js';
import { surfaceInView } from './surfaceAt.js';

/**
 * Extracts and colours the surface of a body at another level of probability. Nothing is detected or predicted again.
 *
 * @param picture  the picture from which the body was made.
 * @param body     read only.
 * @param level    0..1, both excluded; that of `reconstruct` is 0.5.
 * @returns  a copy of `body` with the new `mesh`, `textured` and `facts`; `toGlb` and `toPrint` write the new mesh.
 * @throws {VolumetricError} `bad-image`; `bad-argument` for other levels, and if no voxel reaches the level.
 * Cost: mostly that of the colours.
 *
 * @example
 * const slim = bodyAt(picture, body, 0.7);
 * await writeFile('slim.glb', await slim.toGlb());
 */
export function bodyAt(picture: Picture, body: Body, level: number): Body {
  const photo = checkPicture('bodyAt', picture);
  const { grid, mask, square, facts } = body;
  const { inView, mesh, textured } = colour(photo, surfaceInView('bodyAt', body, level), body);
  const signs = { ...facts.signs, depth: depthShare(inspect(inView), grid) };
  const former = doubtsOf(facts.signs);
  return assemble({
    ...body,
    mesh,
    textured,
    facts: {
      ...facts,
      silhouetteIou: outlineIou(inView, grid, maskIn(mask, square, OUTLINE_SIZE)),
      signs,
      ...countsOf(mesh, textured),
      warnings: [...facts.warnings.filter((warning) => !former.includes(warning)), ...doubtsOf(signs)],
    },
  });
}
