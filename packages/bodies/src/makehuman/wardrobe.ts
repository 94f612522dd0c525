// Chooses garments, skins and colours that suit a person, from the files of an asset directory.
import { check, type Random, random } from '@vrn/voxel';
import type { Split, Texture } from '../person/person.js';
import { hashOf } from '../person/splitOf.js';
import type { Assets } from './assets/readAssets.js';
import { checkPicture, plainTexture, type Tint, textureOf, tinted } from './assets/textures.js';
import { type Garment, type GarmentKind, readGarment } from './clothes/garment.js';
import type { MacroShape } from './shape/drawShape.js';

export interface Outfit {
  readonly garment: Garment;
  /** Number of the colour variant, from 0; 0 is the original texture if the garment has one. */
  readonly colours: number;
  readonly texture: Texture;
}

export interface Wardrobe {
  readonly garments: readonly Garment[];
  /**
   * Draws a suit, usually with shoes, and usually with hair or a hat. Kinds without a suitable garment are left out. If
   * suits are held out, people of the test split wear only these suits, and people of the other splits only the
   * remaining ones; without a split, people may wear any suit.
   */
  outfit(rng: Random, shape: MacroShape, split?: Split): Outfit[];
  /** Draws one of the skins that suit sex, ancestry and age best; undefined if the directory has no PNG skins. */
  skin(rng: Random, shape: MacroShape): { readonly name: string; readonly texture: Texture } | undefined;
}

/** Number of colour variants per garment. They include the original texture if the garment has one. */
export const COLOURS = 6;

/** Maximum number of textures in the cache of colour variants. The decoded originals are kept in any case. */
const MAX_CACHED = 96;

/**
 * Reads the garments and skins of a directory. Garments are read and images are checked for completeness immediately,
 * so that damaged files are reported early; images are decoded when they are first used.
 *
 * @param names.plain    garments whose texture image may be missing; they are then plain in colour.
 * @param names.omit     garments that are left out.
 * @param names.heldOut  suits of the test split; default: all splits share all suits.
 * @throws {VolumetricError} `bad-file`, naming the file
 * Cost: O(bytes), plus nearest-vertex searches per garment.
 */
export function wardrobe(
  assets: Assets,
  {
    plain,
    omit,
    heldOut = [],
  }: { readonly plain: readonly string[]; readonly omit: readonly string[]; readonly heldOut?: readonly string[] },
): Wardrobe {
  const garments = [...assets.clothes, ...assets.hair]
    .filter((path) => !omit.some((name) => path.endsWith(`/${name}.mhclo`)))
    .map((path) => readGarment(assets, path, plain));
  const skins = assets.skins.filter((path) => /\.png$/i.test(path)).map(skinOf);
  const pictures = [...garments.map(({ texture }) => texture), ...skins.map(({ path }) => path)];
  for (const path of new Set(pictures))
    if (path !== undefined) checkPicture(assets.read(path), `${assets.name}/${path}`);
  const picture = (path: string): Texture =>
    assets.once(`picture ${path}`, () => textureOf(assets.read(path), `${assets.name}/${path}`));
  const cached = new Map<string, Texture>();
  const coloured = (garment: Garment, colours: number): Texture => {
    const key = `${garment.kind} ${garment.name} ${colours}`;
    const texture =
      cached.get(key) ??
      (garment.texture === undefined || colours > 0 ? recoloured(garment, colours, picture) : picture(garment.texture));
    // Moves the entry to the end of the map, so that the least recently used one is evicted.
    cached.delete(key);
    cached.set(key, texture);
    if (cached.size > MAX_CACHED) cached.delete(cached.keys().next().value!);
    return texture;
  };
  return {
    garments,
    outfit: (rng, shape, split) => {
      const allowed = garments.filter((garment) => isAllowed(garment, heldOut, split));
      const wear = (kind: GarmentKind, from: Random): Outfit[] => {
        const garment = pick(allowed, kind, shape, from);
        const colours = from.integer(COLOURS);
        return garment === undefined ? [] : [{ garment, colours, texture: coloured(garment, colours) }];
      };
      const barefoot = rng.uniform() < 0.06;
      const head = rng.uniform();
      const bald = head < (shape.sex > 0.5 ? 0.12 : 0.02);
      const hat = head > (shape.sex > 0.5 ? 0.92 : 0.97);
      const top = hat ? wear('hat', rng.fork(3)) : [];
      return [
        ...wear('suit', rng.fork(1)),
        ...(barefoot ? [] : wear('shoes', rng.fork(2))),
        ...(bald || top.length > 0 ? [] : wear('hair', rng.fork(3))),
        ...top,
      ];
    },
    skin: (rng, shape) => {
      const best = skins
        .map((skin) => ({ skin, score: suits(skin, shape) }))
        .sort((a, b) => b.score - a.score || (a.skin.path < b.skin.path ? -1 : 1));
      const equals = best.filter(({ score }) => score === best[0]!.score);
      if (equals.length === 0) return undefined;
      const { name, path } = equals[rng.integer(equals.length)]!.skin;
      return { name, texture: picture(path) };
    },
  };
}

/** Returns whether people of a split may wear a garment. */
function isAllowed({ kind, name }: Garment, heldOut: readonly string[], split: Split | undefined): boolean {
  if (kind !== 'suit' || heldOut.length === 0 || split === undefined) return true;
  return heldOut.includes(name) === (split === 'test');
}

/**
 * Draws a garment of a kind from those for the person's sex or for everyone. Hair is sometimes drawn from that of both
 * sexes. Returns undefined if there is none.
 */
function pick(garments: readonly Garment[], kind: GarmentKind, { sex }: MacroShape, rng: Random): Garment | undefined {
  const own = sex > 0.5 ? 'male' : 'female';
  const anySex = rng.uniform() < (kind === 'hair' ? 0.15 : 0);
  const all = garments.filter((garment) => garment.kind === kind);
  const fitting = all.filter((garment) => anySex || garment.sex === undefined || garment.sex === own);
  return fitting.length === 0 ? undefined : fitting[rng.integer(fitting.length)];
}

/** Colours of garments without a texture, except hair, in sRGB 0..1; typical of felt hats. */
const FELT = [
  [0.1, 0.1, 0.1],
  [0.3, 0.22, 0.15],
  [0.45, 0.43, 0.4],
  [0.55, 0.45, 0.32],
  [0.15, 0.18, 0.28],
  [0.35, 0.12, 0.12],
  [0.75, 0.7, 0.6],
  [0.2, 0.27, 0.2],
] as const;

/** Natural hair colours, for hair without a texture, in sRGB 0..1. */
const HAIR = [
  [0.09, 0.07, 0.06],
  [0.2, 0.13, 0.08],
  [0.35, 0.22, 0.12],
  [0.48, 0.33, 0.18],
  [0.68, 0.52, 0.3],
  [0.45, 0.18, 0.09],
  [0.55, 0.54, 0.53],
  [0.03, 0.03, 0.03],
] as const;

function recoloured(garment: Garment, colours: number, picture: (path: string) => Texture): Texture {
  const isHair = garment.kind === 'hair';
  // The seed depends on garment and variant only, so that a variant looks the same on everyone.
  const rng = random(hashOf(`${garment.name} ${colours}`));
  if (garment.texture === undefined) {
    return plainTexture(isHair ? HAIR[colours % HAIR.length]! : FELT[colours % FELT.length]!);
  }
  const tint: Tint = isHair
    ? { hue: rng.uniform(-0.03, 0.03), saturation: rng.uniform(0.2, 1.3), brightness: rng.uniform(0.4, 1.25) }
    : { hue: rng.uniform(), saturation: rng.uniform(0.4, 1.6), brightness: rng.uniform(0.6, 1.3) };
  return tinted(picture(garment.texture), tint);
}

interface Skin {
  readonly path: string;
  readonly name: string;
  readonly age: string | undefined;
  readonly dark: boolean;
  readonly sex: 'female' | 'male' | undefined;
}

function skinOf(path: string): Skin {
  const words = path.slice(path.lastIndexOf('/') + 1).toLowerCase();
  return {
    path,
    name: words.replace(/\.[^.]*$/, '').replace('_diffuse', ''),
    age: /young|middleage|old/.exec(words)?.[0],
    dark: /dark|african/.test(words),
    sex: /female/.test(words) ? 'female' : /male/.test(words) ? 'male' : undefined,
  };
}

/** Scores how well a skin suits a person. Sex counts most, then ancestry, then age. */
function suits(skin: Skin, { sex, age, ancestry }: MacroShape): number {
  const years = age < 35 ? 'young' : age < 60 ? 'middleage' : 'old';
  const own = sex > 0.5 ? 'male' : 'female';
  return (skin.sex === own ? 4 : 0) + (skin.dark === ancestry.african > 0.5 ? 2 : 0) + (skin.age === years ? 1 : 0);
}

/**
 * Checks that women and men have suits, also among the held-out suits and among the remaining ones.
 *
 * @throws {VolumetricError} `bad-file` unless there is a suit for women and one for men; `bad-argument` for held-out
 *   suits that do not exist, or if the held-out suits or the remaining ones lack a suit for women or for men
 */
export function checkWardrobe({ garments }: Wardrobe, name: string, heldOut: readonly string[] = []): void {
  const suits = garments.filter(({ kind }) => kind === 'suit');
  const fitAll = (all: readonly Garment[]): boolean =>
    ['female', 'male'].every((sex) => all.some((garment) => (garment.sex ?? sex) === sex));
  check(fitAll(suits), 'bad-file', () => {
    return `wardrobe: ${name} must have clothes for women and for men, got ${garments.length} garments`;
  });
  if (heldOut.length === 0) return;
  const names = suits.map((garment) => garment.name);
  const unknown = heldOut.find((each) => !names.includes(each));
  check(unknown === undefined, 'bad-argument', () => {
    return `wardrobe: heldOut.outfits must be of ${names.join(', ')}, got '${unknown}'`;
  });
  const held = suits.filter((garment) => heldOut.includes(garment.name));
  const others = suits.filter((garment) => !heldOut.includes(garment.name));
  check(fitAll(held) && fitAll(others), 'bad-argument', () => {
    return `wardrobe: heldOut.outfits must be suits for women and for men and leave some of each, got ${heldOut.join(', ')}`;
  });
}
