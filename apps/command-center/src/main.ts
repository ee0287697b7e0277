import 'temporal-polyfill/global';
import { runService } from '@houzhai/service';
import { commandCenterService } from './config.ts';

await runService(commandCenterService);
