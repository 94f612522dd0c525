// Assembles a body from its parts, with the functions that write its files.
import { encodeGlb } from '@vrn/mesh';
import { check } from '@vrn/voxel';
import { checkOptions } from '@vrn/voxel/internal';
import { toPrint } from '../print/toPrint.js';
import type { Body } from './options.js';

/** Adds `toGlb` and `toPrint` to the data of a body. */
export function assemble(parts: Omit<Body, 'toGlb' | 'toPrint'>): Body {
  const { mesh, textured } = parts;
  const extras = { ...parts.facts };
  return {
    ...parts,
    async toGlb(options = {}) {
      checkOptions('toGlb', options, ['colours']);
      const { colours = 'texture' } = options;
      check(colours === 'texture' || colours === 'vertices', 'bad-argument', () => {
        return `toGlb: colours must be 'texture' or 'vertices', got ${String(colours)}`;
      });
      return colours === 'vertices'
        ? encodeGlb(mesh, { extras })
        : encodeGlb(textured.mesh, { extras, texture: textured.texture });
    },
    toPrint: (settings) => toPrint(mesh, settings),
  };
}
