// Tests asset directories in several layouts: finding files, reading them on demand, and naming damaged ones.
import { gzipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { type FileReader, folderReader } from '../../../src/makehuman/assets/fileReader.js';
import { readAssets } from '../../../src/makehuman/assets/readAssets.js';
import { shapePositions } from '../../../src/makehuman/shape/shapePositions.js';
import { bytes, failure, OBJ, RIG } from '../standIns.js';

describe('readAssets', () => {
  const target = (text: string) => bytes(text);
  const FLAT: Record<string, Uint8Array> = {
    'base.obj': bytes(OBJ),
    'rig/default.mhskel': bytes(RIG),
    'rig/default_weights.mhw': bytes('{"weights":{}}'),
    'targets/african-male-young.target.gz': gzipSync(target('0 10 0 0')),
    'targets/universal-male-young-averagemuscle-averageweight.target.gz': gzipSync(target('1 0 20 0')),
    'hair/bob/bob.mhclo': bytes(''),
  };
  const MAKEHUMAN: Record<string, Uint8Array> = {
    'data/3dobjs/base.obj': bytes(OBJ),
    'data/rigs/default.mhskel': bytes(RIG),
    'data/rigs/default_weights.mhw': bytes('{"weights":{}}'),
    'data/targets/macrodetails/african-male-young.target': target('0 10 0 0'),
    'data/targets/macrodetails/universal-male-young-averagemuscle-averageweight.target': target('1 0 20 0'),
    'data/targets/macrodetails/height/male-young-averagemuscle-averageweight-maxheight.target': target('broken'),
    'data/clothes/shoes01/shoes01.mhclo': bytes(''),
    'data/skins/young/young.mhmat': bytes(''),
    'data/skins/young/young.png': bytes(''),
    'data/poses/sit.bvh': bytes(''),
  };
  const reader = (files: Record<string, Uint8Array>): FileReader => ({
    name: 'somewhere',
    list: () => Object.keys(files).sort(),
    read: (path) => files[path]!,
  });
  const person = {
    sex: 1,
    age: 25,
    muscle: 0.5,
    weight: 0.5,
    ancestry: { african: 1, asian: 0, caucasian: 0 },
    stature: 1,
  };

  it.each([
    ['flat', FLAT],
    ["MakeHuman's", MAKEHUMAN],
  ])('finds the files of a %s layout', (_, files) => {
    const assets = readAssets(reader(files));
    expect(assets.targets).toEqual(['african-male-young', 'universal-male-young-averagemuscle-averageweight']);
    expect([...shapePositions(assets, person)].map((x) => +x.toFixed(3)).slice(0, 6)).toEqual([1, 0, 0, 0.1, 2, 0]);
    expect(assets.base()).toBe(assets.base());
    expect(assets.weights().weights).toHaveLength(40);
    expect([assets.clothes.length + assets.hair.length, assets.skins.length, assets.poses.length]).toEqual(
      files === FLAT ? [1, 0, 0] : [1, 1, 1],
    );
  });

  it('redistributes the weight of missing targets', () => {
    const assets = readAssets(reader(FLAT));
    const mixed = { ...person, sex: 0.6, ancestry: { african: 0.5, asian: 0.5, caucasian: 0 } };
    expect([...shapePositions(assets, mixed)]).toEqual([...shapePositions(assets, person)]);
    expect(failure(() => shapePositions(assets, { ...person, age: 5 }))).toContain(
      'somewhere must have target african-male-baby',
    );
  });

  it('names missing and damaged files', () => {
    const without = (path: string) =>
      readAssets(reader(Object.fromEntries(Object.entries(FLAT).filter(([at]) => at !== path))));
    expect(failure(() => without('base.obj'))).toContain('somewhere must have base.obj');
    expect(failure(() => without('rig/default.mhskel'))).toContain('somewhere must have default.mhskel');
    expect(failure(() => without('rig/default_weights.mhw'))).toContain('somewhere must have default_weights.mhw');
    expect(failure(() => readAssets(reader({})))).toContain('somewhere must have base.obj');
    const packed = FLAT['targets/african-male-young.target.gz']!;
    const cut = readAssets(
      reader({ ...FLAT, 'targets/african-male-young.target.gz': packed.slice(0, packed.length - 6) }),
    );
    expect(failure(() => shapePositions(cut, person))).toContain(
      'somewhere/targets/african-male-young.target.gz: data must be intact gzip',
    );
    const noFaces = readAssets(reader({ ...FLAT, 'base.obj': bytes('v 0 0 0\n') }));
    expect(failure(() => noFaces.base())).toContain('somewhere/base.obj must have faces');
    expect(failure(() => noFaces.read('nothing.png'))).toContain('somewhere/nothing.png must exist');
    expect(failure(() => readAssets('no/such/folder'))).toContain('no/such/folder');
    expect(failure(() => folderReader('.').read('no-such-file'))).toContain('./no-such-file');
  });
});
