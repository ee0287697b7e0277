// npm run bench -- [name …] [--check | --accept]: the platform against the bare backends it stands on; see tools/bench.
import { runTool } from '../run-tool.ts';

runTool('tools/bench/bench.ts');
