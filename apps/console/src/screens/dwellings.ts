import type { UnitRow } from '@houzhai/contracts';
import { t, type Model } from '../app/model.ts';
import { areaName } from './areas.ts';

/** A dwelling in words, with its area. */
export const placeText = (model: Model, row: Pick<UnitRow, 'area' | 'zh' | 'en'>): string =>
  `${areaName(model, row.area)} ${t(model, row.zh, row.en)}`;
