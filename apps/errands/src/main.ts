import 'temporal-polyfill/global';
import { runService } from '@houzhai/service';
import { errandsService } from './config.ts';

await runService(errandsService);
