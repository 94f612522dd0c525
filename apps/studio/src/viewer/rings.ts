// The tapes of the girths around the body.
import type { Measures } from '@vrn/reconstruct';
import { BufferAttribute, BufferGeometry, Color, Group, LineBasicMaterial, LineLoop } from 'three';

/** Opacity of tapes, and of the others while one is highlighted. */
const OPACITY = { normal: 1, faint: 0.2 } as const;

/** Makes the tapes. */
export function rings() {
  const object = new Group();
  const colour = new Color();
  let lines: LineLoop<BufferGeometry, LineBasicMaterial>[] = [];
  return {
    object,
    setColour(next: Color): void {
      colour.copy(next);
      for (const { material } of lines) material.color.copy(next);
    },
    show(measures: Measures | undefined): void {
      object.clear();
      for (const { geometry, material } of lines) {
        geometry.dispose();
        material.dispose();
      }
      lines = (measures?.girths ?? []).map(({ outline }) => {
        const geometry = new BufferGeometry();
        geometry.setAttribute('position', new BufferAttribute(Float32Array.from(outline.flat()), 3));
        const material = new LineBasicMaterial({ color: colour, transparent: true, depthTest: false });
        const line = new LineLoop(geometry, material);
        line.renderOrder = 2;
        return line;
      });
      if (lines.length > 0) object.add(...lines);
    },
    highlight(at: number | undefined): void {
      for (const [n, { material }] of lines.entries()) {
        material.opacity = at === undefined || at === n ? OPACITY.normal : OPACITY.faint;
      }
    },
  };
}
