// npm run chaos:mutants -- [name …]: plants mistakes in the platform and shows that chaos sees each; see tools/chaos.
import { runTool } from '../run-tool.ts';

runTool('tools/chaos/catch-mutants.ts');
