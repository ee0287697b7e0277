import { PROGRAMS, bundle } from '@houzhai/dev/bundle.mjs';

/** The programs people start, as they are shipped: journeys run these, not the sources. */
export default async function setup(): Promise<void> {
  for (const program of PROGRAMS.filter(({ name }) => name === 'console' || name === 'hz')) await bundle(program);
}
