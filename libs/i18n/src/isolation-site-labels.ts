import type { BedEnd, EventContract, RoomException, RoomState, SiteAction, SiteStatus } from '@houzhai/contracts';
import type { Language, Text } from './language.ts';

const text = (zh: string, en: string): Text => ({ zh, en });

const STATUS: Readonly<Record<SiteStatus, Text>> = { OPEN: text('启用', 'Open'), CLOSED: text('已撤销', 'Closed') };
const ACTION: Readonly<Record<SiteAction, Text>> = {
  'assign-bed': text('安排床位', 'Give a bed'),
  'move-bed': text('调换房间', 'Another room'),
  'set-diet': text('餐别', 'Meal'),
  'withdraw-rooms': text('停用或消毒', 'Withdraw or disinfect rooms'),
  'add-rooms': text('增加或恢复房间', 'Add rooms'),
  'set-staff': text('指定工作人员与医生', 'Name staff and doctor'),
  close: text('撤销隔离点', 'Close the site'),
};
const ROOM: Readonly<Record<RoomState, Text>> = {
  FREE: text('空', 'Free'),
  TAKEN: text('在住', 'Taken'),
  DISINFECTING: text('消毒中', 'Disinfecting'),
  WITHDRAWN: text('停用', 'Withdrawn'),
};
const EXCEPTION: Readonly<Record<RoomException, Text>> = {
  CHILD_WITH_PARENT: text('儿童随监护人', 'Child with a parent'),
  NEEDS_CARE: text('需人照料', 'Needs care'),
};
const END: Readonly<Record<BedEnd, Text>> = {
  MOVED: text('调换', 'another bed'),
  RELEASED: text('解除', 'released'),
  CONVERTED: text('转病例', 'became a patient'),
  TRANSFERRED: text('转移', 'transferred'),
  LOST: text('失联', 'lost'),
  CANCELED: text('撤销', 'canceled'),
};
const PAST: Readonly<Record<string, Text>> = {
  opened: text('启用', 'set up'),
  'rooms-added': text('增加或恢复房间', 'rooms added'),
  'rooms-withdrawn': text('停用或消毒房间', 'rooms withdrawn'),
  'staff-set': text('指定工作人员', 'staff named'),
  'bed-taken': text('入住', 'bed taken'),
  'bed-freed': text('离开床位', 'bed left'),
  'diet-set': text('更改餐别', 'meal changed'),
  closed: text('撤销', 'closed'),
};

const look = (table: Readonly<Record<string, Text>>, key: string, lang: Language): string => table[key]?.[lang] ?? key;

export const siteStatusLabel = (status: string, lang: Language): string => look(STATUS, status, lang);
export const siteActionLabel = (action: string, lang: Language): string => look(ACTION, action, lang);
export const roomStateLabel = (state: string, lang: Language): string => look(ROOM, state, lang);
export const roomExceptionLabel = (exception: string, lang: Language): string => look(EXCEPTION, exception, lang);
export const bedEndLabel = (end: string, lang: Language): string => look(END, end, lang);
export const sitePastLabel = (past: string, lang: Language): string => look(PAST, past, lang);

/** Events of isolation sites that have no label yet; empty when the catalogue is complete. */
export const sitePastsWithoutLabel = (events: readonly EventContract[]): string[] =>
  events.filter(({ entity, past }) => entity === 'isolation-site' && past !== 'skipped' && !(past in PAST)).map(({ past }) => past);
