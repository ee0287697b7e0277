export interface Program {
  readonly name: string;
  readonly entry: string;
}
export const PROGRAMS: readonly Program[];
/** Where a bundle is written. */
export function bundleFile(name: string): string;
export function bundle(program: Program, options?: { readonly force?: boolean }): Promise<boolean>;

/** What a plugin may do while a bundle is made: put other text in the place of a source. */
export interface Plugin {
  readonly name: string;
  readonly setup: (build: {
    onLoad(
      where: { readonly filter: RegExp },
      load: (at: { readonly path: string }) => { contents: string; loader: 'ts' } | undefined,
    ): void;
  }) => void;
}
export function bundleInto(folder: string, program: Program, plugins: readonly Plugin[]): Promise<void>;
