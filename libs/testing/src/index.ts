export { freshDatabase, startBackends, startTestNats } from './backends.ts';
