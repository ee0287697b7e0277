// npm run fuzz -- [--calls N] [--seed S]: calls nobody meant against the services as processes; see tools/fuzz.
import { runTool } from '../run-tool.ts';

runTool('tools/fuzz/fuzz.ts');
