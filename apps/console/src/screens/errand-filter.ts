import type { WorklistPage } from '@houzhai/contracts';
import { ErrandKind, ErrandSort, ErrandStatus, ModuleCode, type WorklistRow } from '@houzhai/contracts';
import type { z } from 'zod';
import { formatAddress, parseAddress, type Address } from '../app/navigation.ts';

type PageInput = z.input<(typeof WorklistPage)['input']>;
export type Sort = z.output<typeof ErrandSort>;

/** What an address of the errands list asks for. */
export interface ErrandFilter {
  readonly input: PageInput;
  readonly sort: Sort;
  readonly descending: boolean;
}

const day = (now: number): string =>
  Temporal.Instant.fromEpochMilliseconds(now).toZonedDateTimeISO('Asia/Shanghai').toPlainDate().toString();
const flag = (text: string | undefined): boolean | undefined =>
  text === undefined ? undefined : text === 'true' || text === '1' || text === '是';

/** Reads `errands due=overdue status=REQUESTED,ACCEPTED @a07`; words that mean nothing here are left out. */
export function filterOf(address: string, now: number): ErrandFilter {
  const { values, area } = parseAddress(address);
  const statuses = (values['status'] ?? '').split(',').flatMap((word) => {
    const found = ErrandStatus.safeParse(word.trim().toUpperCase().replaceAll('-', '_'));
    return found.success ? [found.data] : [];
  });
  const kind = ErrandKind.safeParse(values['kind']?.toUpperCase());
  const due = values['due'];
  const sort = ErrandSort.safeParse(values['sort']);
  const doneOn = values['doneOn'];
  const open = flag(values['open']);
  const agentId = values['agent'];
  const beneficiaryId = values['for'];
  const module = ModuleCode.safeParse(values['module']);
  return {
    input: {
      ...(statuses.length > 0 ? { status: statuses } : {}),
      ...(due === 'overdue' || due === 'soon' || due === 'today' ? { due } : {}),
      ...(open === undefined ? {} : { open }),
      ...(doneOn === undefined ? {} : { doneOn: doneOn === 'today' ? day(now) : doneOn }),
      ...(area === undefined ? {} : { area }),
      ...(agentId === undefined ? {} : { agentId }),
      ...(beneficiaryId === undefined ? {} : { beneficiaryId }),
      ...(kind.success ? { kind: kind.data } : {}),
      ...(module.success ? { moduleCode: module.data } : {}),
      mine: flag(values['mine']) ?? false,
      unassigned: flag(values['unassigned']) ?? false,
    },
    sort: sort.success ? sort.data : 'due',
    descending: flag(values['descending']) ?? false,
  };
}

/** The address with one word changed; an empty value takes it out. */
export function withWord(address: string, key: string, value: string): string {
  const parsed: Address = parseAddress(address);
  return formatAddress({ ...parsed, values: { ...parsed.values, [key]: value } });
}

/** The same list as a command line. */
export function hzList(address: string): string {
  const { values, area } = parseAddress(address);
  const words = Object.entries(values).flatMap(([key, value]) => {
    const name = { for: 'beneficiary', doneOn: 'done-on', module: 'module-code' }[key] ?? key;
    return value === 'true' ? [`--${name}`] : [`--${name} ${value}`];
  });
  return ['hz errand list', ...words, ...(area === undefined ? [] : [`--area ${area}`])].join(' ');
}

const text = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
const LATEST = '9999';
const ORDER: Readonly<Record<Sort, (a: WorklistRow, b: WorklistRow) => number>> = {
  due: (a, b) => text(a.dueAt ?? LATEST, b.dueAt ?? LATEST),
  requested: (a, b) => text(a.requestedAt, b.requestedAt),
  updated: (a, b) => text(a.updatedAt, b.updatedAt),
  no: (a, b) => text(a.no, b.no),
  area: (a, b) => text(a.area, b.area),
  status: (a, b) => text(a.status, b.status),
};

/** The order of the server, for rows that come later. */
export const compareRows =
  (sort: Sort, descending: boolean) =>
  (a: WorklistRow, b: WorklistRow): number =>
    (ORDER[sort](a, b) || text(a.errandId, b.errandId)) * (descending ? -1 : 1);
