// Collects motions by subject: capture clips in folders, and MakeHuman's own poses.
import { check } from '@vrn/voxel';
import { type FileReader, folderReader } from '../assets/fileReader.js';
import type { Assets } from '../assets/readAssets.js';
import type { Joints, Rig } from '../assets/skeleton.js';
import type { Pose } from '../pose/pose.js';
import { referenceJoints } from '../shape/referenceJoints.js';
import { parseAmc, skeletonOf } from './amc.js';
import { type Asf, parseAsf } from './asf.js';
import { type Clip, clipOf, readClip } from './clip.js';
import { retarget, retargeting } from './retarget.js';
import { readStaticPose } from './staticPose.js';

/** A clip or a pose of a subject. It is read on demand and cached. */
export interface Motion {
  readonly name: string;
  frames(): number;
  /** Returns the rig's pose in a frame, in the clip's world axes and without joint limits. */
  pose(frame: number): Pose;
}

export interface MotionSubject {
  readonly name: string;
  readonly kind: 'capture' | 'static';
  readonly motions: readonly Motion[];
}

export interface MotionSet {
  readonly rig: Rig;
  /** Joints of an average adult at rest, in metres. */
  readonly joints: Joints;
  /** Subjects, sorted by kind and name. */
  readonly subjects: readonly MotionSubject[];
}

/** Files of clips. An .amc file needs its skeleton, an .asf file, beside it. */
const CLIPS = /\.(?:bvh|amc)$/i;

/**
 * Lists the motions that poses can be drawn from.
 *
 * Capture clips are files SUBJECT/*.bvh, or SUBJECT/*.amc beside SUBJECT/*.asf, at any depth. If a clip is in no
 * folder, its name up to the first '_' is the subject. Folders of the same name, also in several directories, are one
 * subject.
 *
 * MakeHuman's own poses (of the assets) form one subject per kind: 'pose-fight' for fight01.bvh, fight02.bvh and so on.
 *
 * @param directories  paths (Node), or objects that list and read files; default: none.
 * @throws {VolumetricError} `not-found` if a directory does not exist, `bad-file` if it has no clips. Clips are read
 *   later and then throw `bad-file` with their path: see readClip, parseAmc, skeletonOf, parseAsf, readStaticPose.
 */
export function readMotions(assets: Assets, directories: readonly (string | FileReader)[] = []): MotionSet {
  const [rig, joints] = [assets.rig(), referenceJoints(assets)];
  const captures = new Map<string, Motion[]>();
  for (const directory of directories) {
    const files = typeof directory === 'string' ? folderReader(directory) : directory;
    const all = files.list('');
    const at = (path: string): string => `${files.name ?? ''}/${path}`;
    const skeletons = new Map<string, Asf>();
    const skeleton = (path: string): Asf => {
      const read = skeletons.get(path) ?? parseAsf(files.read(path), at(path));
      skeletons.set(path, read);
      return read;
    };
    const paths = all.filter((path) => CLIPS.test(path));
    check(
      paths.length > 0,
      'bad-file',
      () => `readMotions: ${files.name ?? 'directory'} must have .bvh or .amc files, got none`,
    );
    for (const path of paths) {
      const names = path.split('/');
      const name = names.at(-1)!.replace(/\.bvh$/i, '');
      const subject = names.at(-2) ?? name.split('_')[0]!;
      const read = (): Clip => {
        if (/\.bvh$/i.test(path)) return readClip(files.read(path), at(path));
        return clipOf(parseAmc(files.read(path), at(path), skeleton(skeletonOf(path, all))), at(path));
      };
      add(captures, subject, capture(name, read, { rig, joints }));
    }
  }
  const statics = new Map<string, Motion[]>();
  for (const path of assets.poses) {
    const name = path
      .split('/')
      .at(-1)!
      .replace(/\.bvh$/i, '');
    const pose = once(() => readStaticPose(assets.read(path), `${assets.name}/${path}`, rig));
    add(statics, `pose-${name.replace(/\d+$/, '')}`, { name, frames: () => 1, pose: () => pose() });
  }
  return { rig, joints, subjects: [...subjectsOf(captures, 'capture'), ...subjectsOf(statics, 'static')] };
}

function capture(name: string, read: () => Clip, { rig, joints }: { rig: Rig; joints: Joints }): Motion {
  const clip = once(read);
  const onto = once(() => retargeting(rig, joints, clip()));
  return { name, frames: () => clip().frames, pose: (frame) => retarget(onto(), clip(), frame) };
}

function add(to: Map<string, Motion[]>, subject: string, motion: Motion): void {
  const motions = to.get(subject) ?? [];
  motions.push(motion);
  to.set(subject, motions);
}

const subjectsOf = (motions: ReadonlyMap<string, Motion[]>, kind: MotionSubject['kind']): MotionSubject[] =>
  [...motions]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, own]) => ({ name, kind, motions: own.sort((a, b) => (a.name < b.name ? -1 : 1)) }));

function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}
