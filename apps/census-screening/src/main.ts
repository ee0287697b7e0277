import 'temporal-polyfill/global';
import { runService } from '@houzhai/service';
import { censusScreeningService } from './config.ts';

await runService(censusScreeningService);
