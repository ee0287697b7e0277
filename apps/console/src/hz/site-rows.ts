import type { BedLedger, IsolationSiteDetail, IsolationSitesPage, OutputOf, SiteMeals } from '@houzhai/contracts';
import { bedEndLabel, clockTime, roomExceptionLabel, roomStateLabel, type Language } from '@houzhai/i18n';
import { nameIn, type Names, type PrintedRows } from './checkpoint-rows.ts';

type Listed = Readonly<Record<string, (value: unknown, names: Names, lang: Language) => PrintedRows>>;

const LISTS: Listed = {
  IsolationSitesPage: (value, names, lang) => {
    const zh = lang === 'zh';
    return (value as OutputOf<typeof IsolationSitesPage>).rows.map((row) => ({
      [zh ? '代号' : 'code']: row.code,
      [zh ? '名称' : 'name']: row.name,
      [zh ? '村(居)' : 'area']: row.area,
      [zh ? '房间' : 'rooms']: row.rooms,
      [zh ? '空' : 'free']: row.free,
      [zh ? '在住' : 'taken']: row.taken,
      [zh ? '消毒中' : 'disinfecting']: row.disinfecting,
      [zh ? '停用' : 'withdrawn']: row.withdrawn,
      [zh ? '待安排' : 'waiting']: row.waiting > 0 ? `! ${String(row.waiting)}` : '',
      [zh ? '医生' : 'doctor']: row.doctorId === undefined ? '' : nameIn(names, row.doctorId),
      [zh ? '工作人员' : 'staff']: row.staffIds.map((id) => nameIn(names, id)).join(' '),
    }));
  },
  IsolationSiteDetail: (value, _, lang) => {
    const zh = lang === 'zh';
    return (value as OutputOf<typeof IsolationSiteDetail>).rooms.map(({ room, state, people, cleanAt, cases }) => ({
      [zh ? '房间' : 'room']: room,
      [zh ? '状态' : 'state']: `${roomStateLabel(state, lang)}${people > 1 ? ` ×${String(people)}` : ''}`,
      [zh ? '可用' : 'free at']: cleanAt === undefined ? '' : clockTime(cleanAt, lang),
      [zh ? '隔离对象' : 'case']: (cases ?? []).map(({ no, label }) => `${no} ${label}`).join(', '),
      [zh ? '入住' : 'since']: (cases ?? []).map(({ since }) => clockTime(since, lang)).join(', '),
      [zh ? '餐别' : 'meal']: (cases ?? []).map(({ diet }) => diet ?? '').join(' ').trim(),
    })); // prettier-ignore
  },
  BedLedger: (value, _, lang) => {
    const zh = lang === 'zh';
    return (value as OutputOf<typeof BedLedger>).rows.map(({ room, no, label, since, until, end, exception }) => ({
      [zh ? '房间' : 'room']: room,
      [zh ? '编号' : 'no']: no,
      [zh ? '姓名' : 'name']: label,
      [zh ? '入住' : 'since']: clockTime(since, lang),
      [zh ? '离开' : 'until']: until === undefined ? '' : clockTime(until, lang),
      [zh ? '原因' : 'how']: end === undefined ? '' : bedEndLabel(end, lang),
      [zh ? '同住' : 'shared']: exception === undefined ? '' : roomExceptionLabel(exception, lang),
    }));
  },
  SiteMeals: (value, _, lang) => {
    const zh = lang === 'zh';
    return (value as OutputOf<typeof SiteMeals>).rows.map((row) => ({
      [zh ? '隔离点' : 'site']: `${row.code} ${row.name}`,
      [zh ? '日期' : 'day']: row.day,
      [zh ? '半天' : 'half']: row.half === 'AM' ? (zh ? '上午' : 'a.m.') : zh ? '下午' : 'p.m.',
      [zh ? '统计时刻' : 'counted at']: `${clockTime(row.cutOff, lang)}${row.settled ? '' : zh ? '（暂计）' : ' (so far)'}`,
      [zh ? '份数' : 'meals']: row.meals,
      [zh ? '其中' : 'of these']: row.diets.map((diet) => `${diet[lang]} ${String(diet.meals)}`).join(' '),
    }));
  },
};

/** Isolation sites, their rooms, beds and meals with names and words where they hold ids and codes; undefined for any other list. */
export const siteRows = (contract: string, value: unknown, names: Names, lang: Language): PrintedRows | undefined =>
  LISTS[contract]?.(value, names, lang);
/** Lists that `siteRows` knows. */
export const SITE_LISTS: readonly string[] = Object.keys(LISTS);
