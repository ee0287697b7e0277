import { M0001_initial } from './M0001_initial.ts';

/** Forward-only migrations, oldest first. */
export const MIGRATIONS = [{ name: 'M0001_initial', class: M0001_initial }];
