// Declares the types of thirdParty.mjs.

/** Lists the packages that are bundled into the build of a package: name → folder relative to the package. */
export function bundledPackages(path: string): Map<string, string>;
/**
 * Returns the licence text of an installed package; if it has none, the standard text from tools/licences. Throws if
 * there is neither.
 */
export function licenceText(folder: string): string;
/** Writes dist/THIRD-PARTY.txt, or removes it if no other package is bundled. */
export function writeThirdParty(path: string): void;
