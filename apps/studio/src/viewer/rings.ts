// Draws tapes around the body where its girths are measured.
import type { Measures } from '@vrn/reconstruct';
import { CatmullRomCurve3, Color, Group, Mesh, MeshBasicMaterial, TubeGeometry, Vector3 } from 'three';

/** Radius of a tape relative to the person's height, and numbers of segments along and around the tape. */
const TAPE = { radius: 0.0022, segments: 96, sides: 6 } as const;

/** Opacity of a tape, and of the other tapes while one is highlighted. */
const OPACITY = { normal: 1, faint: 0.15 } as const;

/** Makes a group of tapes, empty until `show` is called. */
export function rings() {
  const object = new Group();
  const colour = new Color();
  let tapes: Mesh<TubeGeometry, MeshBasicMaterial>[] = [];
  return {
    object,
    setColour(next: Color): void {
      colour.copy(next);
      for (const { material } of tapes) material.color.copy(next);
    },
    show(measures: Measures | undefined): void {
      object.clear();
      for (const { geometry, material } of tapes) {
        geometry.dispose();
        material.dispose();
      }
      tapes = [];
      if (measures === undefined) return;
      const radius = (TAPE.radius * measures.height) / measures.scale;
      for (const { outline } of measures.girths) {
        const corners = outline.map(([x, y, z]) => new Vector3(x, y, z));
        const curve = new CatmullRomCurve3(corners, true, 'catmullrom', 0);
        const geometry = new TubeGeometry(curve, TAPE.segments, radius, TAPE.sides, true);
        const tape = new Mesh(geometry, new MeshBasicMaterial({ color: colour, transparent: true }));
        tapes.push(tape);
        object.add(tape);
      }
    },
    highlight(at: number | undefined): void {
      for (const [n, { material }] of tapes.entries()) {
        material.opacity = at === undefined || at === n ? OPACITY.normal : OPACITY.faint;
      }
    },
  };
}
