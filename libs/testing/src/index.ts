export { freshDatabase } from './backends.ts';
