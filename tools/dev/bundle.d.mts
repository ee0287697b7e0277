export interface Program {
  readonly name: string;
  readonly entry: string;
}
export const PROGRAMS: readonly Program[];
export function bundle(program: Program, options?: { readonly force?: boolean }): Promise<boolean>;
