// Tests the CSV of a batch: order of rows, quoting, and digits.
import { expect, it } from 'vitest';
import { bodiesCsv } from '../../../src/commands/reconstruction/bodiesCsv.js';
import { type BodyRow, failedRow } from '../../../src/commands/results/bodyRow.js';

const record = (...rows: BodyRow[]) => ({ settings: {}, rows });

it('has one row per body, by photograph and person, and quotes what needs it', () => {
  const body: BodyRow = {
    photograph: 'b.jpg',
    person: 2,
    status: 'done',
    message: 'cut, at the "left"',
    files: [{ name: 'b-2.glb', bytes: 10 }],
    people: 2,
    triangles: 1234567,
    volume: 1 / 3,
    height: 2,
    landmarks: 14,
    missing: ['cut at the left', 'leftAnkle outside'],
    silhouetteIou: 0.987654321,
    networkSilhouetteIou: 0.5,
    engine: 'wasm',
    seconds: 1.239,
  };
  const csv = bodiesCsv([
    record(body, failedRow('b.jpg', 'two\nlines', 1)),
    record(failedRow('a.jpg', 'no person')),
    record(failedRow('B.jpg', '')),
  ]);
  expect(csv).toBe(
    [
      'photograph,person,status,message,output,people,triangles,volume,height,landmarks,missing,silhouetteIou,networkSilhouetteIou,engine,seconds',
      'B.jpg,,failed,,,,,,,,,,,,',
      'a.jpg,,failed,no person,,,,,,,,,,,',
      'b.jpg,1,failed,"two\nlines",,,,,,,,,,,',
      'b.jpg,2,done,"cut, at the ""left""",b-2.glb,2,1234567,0.333333,2,14,cut at the left; leftAnkle outside,0.987654,0.5,wasm,1.24',
      '',
    ].join('\n'),
  );
});
