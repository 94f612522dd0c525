// Chooses the options of files for 3D printers, and formats facts about those files for the terminal.
import type { PrintFacts, ToPrintOptions } from '@vrn/reconstruct';
import { counted } from './report.js';

/**
 * Minimum thickness of walls: `least` in millimetres and `share` as a fraction of the height; the larger one applies.
 * `share` bounds the cost of `toPrint`.
 */
const WALLS = { least: 1, share: 1 / 200 } as const;

/** Returns the options of `toPrint` for the options of the command. */
export const printOptions = (
  format: '3mf' | 'stl',
  { printHeight, printBase }: { readonly printHeight: number | undefined; readonly printBase: boolean | undefined },
): ToPrintOptions => ({
  format,
  base: printBase ? true : 'feet',
  ...(printHeight !== undefined && {
    height: printHeight,
    minThickness: Math.max(WALLS.least, WALLS.share * printHeight),
  }),
});

/** Returns the line that is printed about a file for 3D printers. */
export function describePrint(print: PrintFacts): string {
  const { size, cubicCentimetres, thickness, closed, selfIntersections, piecesDropped } = print;
  const dropped = piecesDropped > 0 ? `, ${counted(piecesDropped, 'piece')} dropped` : '';
  return (
    `  print ${size.map((side) => side.toFixed(1)).join(' × ')} mm, ${cubicCentimetres.toFixed(1)} cm³, ` +
    `walls of at least ${thickness.after.toFixed(2)} mm (before: ${thickness.before.toFixed(2)}), ` +
    `${closed ? 'closed' : 'open'}, ${counted(selfIntersections, 'self-intersection')}${dropped}`
  );
}
