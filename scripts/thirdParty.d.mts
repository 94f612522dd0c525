// Types of thirdParty.mjs.

/** The packages whose code is in the build of a package, by name: folders relative to the package. */
export function bundledPackages(path: string): Map<string, string>;
/** Licence text of an installed package. */
export function licenceText(folder: string): string;
/** Writes dist/THIRD-PARTY.txt, or removes it when nothing of other packages is bundled. */
export function writeThirdParty(path: string): void;
