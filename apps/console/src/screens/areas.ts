import { t, type Model } from '../app/model.ts';
import type { Option } from '../widgets/form.ts';

/** An area in words. */
export const areaName = (model: Model, area: string): string => model.areas.get(area)?.[model.lang] ?? area;

/** Somebody with an account by name; the end of the id while names are not read. */
export const nameOf = (model: Model, operatorId: string | undefined): string =>
  operatorId === undefined ? '' : (model.colleagues.get(operatorId)?.displayName ?? operatorId.slice(-6));

/** A path of a jurisdiction in words. */
export function scopeName(model: Model, path: string): string {
  if (path === 'houzhai') return t(model, '全街道', 'whole subdistrict');
  const [, area = '', ...below] = path.split('/');
  return [`${area} ${model.areas.has(area) ? areaName(model, area) : ''}`.trim(), ...below].join('/');
}

/** First letters of the words of a name. */
const initials = (name: string): string => Array.from(name.matchAll(/\b\w/gu), ([letter]) => letter).join('');

/** Every area, by code, name or initials. */
export const everyArea = (model: Model): readonly Option[] => picked(model, [...model.areas.keys(), ...ownAreas(model)]);

/** The same of one's own jurisdiction and that of colleagues. */
export const areaPool = (model: Model): readonly Option[] =>
  picked(model, model.me?.scope.includes('houzhai') === true ? [...model.areas.keys(), ...ownAreas(model)] : ownAreas(model));

/** Also where names may not be read. */
const ownAreas = (model: Model): readonly string[] => [
  ...(model.me?.areas ?? []),
  ...[...model.colleagues.values()].flatMap(({ scope }) => scope.flatMap((path) => path.split('/')[1] ?? [])),
];

const picked = (model: Model, codes: readonly string[]): readonly Option[] =>
  [...new Set(codes)].sort().map((code) => {
    const names = model.areas.get(code);
    const also = names ? `${names.zh} ${names.en} ${names.en.replaceAll(' ', '')} ${initials(names.en)}` : '';
    return { value: `houzhai/${code}`, label: scopeName(model, `houzhai/${code}`), also };
  });

/** Jurisdictions that can be given: all of it, or areas. */
export const scopePool = (model: Model): readonly Option[] => [
  { value: 'houzhai', label: scopeName(model, 'houzhai'), also: 'houzhai' },
  ...areaPool(model),
];

const byCode = (option: Option): Option => ({ ...option, value: option.value.split('/')[1] ?? '' });

/** Areas by their code. */
export const areaCodes = (model: Model): readonly Option[] => areaPool(model).map(byCode);

/** Every area by its code. */
export const everyAreaCode = (model: Model): readonly Option[] => everyArea(model).map(byCode);

/** Areas by their code, all of them first. */
export const areaCodePool = (model: Model): readonly Option[] => [
  { value: 'a00', label: scopeName(model, 'houzhai'), also: 'a00' },
  ...areaCodes(model),
];
