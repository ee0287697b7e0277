// npm run chaos -- [--commands N] [--faults M] [--seed S] [--json]: people work while the platform is harmed; see tools/chaos.
import { runTool } from '../run-tool.ts';

runTool('tools/chaos/chaos.ts');
