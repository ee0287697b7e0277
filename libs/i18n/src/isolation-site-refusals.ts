import type { RefusalCode } from '@houzhai/contracts';
import { clockTime } from './formats.ts';
import { isolationKindLabel, isolationStatusLabel } from './isolation-labels.ts';
import { siteActionLabel, siteStatusLabel } from './isolation-site-labels.ts';
import type { Sentences } from './sentence.ts';

/** Refusals about isolation sites as sentences. */
export const ISOLATION_SITE_SENTENCES: Sentences<Extract<RefusalCode, `isolation-site.${string}`>> = {
  'isolation-site.not-allowed-now': {
    zh: ({ action, status }) => `隔离点${siteStatusLabel(status, 'zh')}，不能“${siteActionLabel(action, 'zh')}”；请选另一个`,
    en: ({ action, status }) =>
      `The site is ${siteStatusLabel(status, 'en').toLowerCase()}: “${siteActionLabel(action, 'en')}” is not possible; choose another`,
  },
  'isolation-site.code-taken': { zh: () => '该代号已有隔离点；请换一个', en: () => 'A site has that code already; choose another' },
  'isolation-site.not-yours': {
    zh: () => '谁住哪间只由该点工作人员、医生和值班长查看、安排；请联系他们',
    en: () => 'Who is in which room is for the staff of the site, its doctor and the duty officer; ask them',
  },
  'isolation-site.staff-unfit': {
    zh: () => '工作人员须为值班长、社区工作人员、网格员或责任医生，辖区包含该点；医生须有责任医生角色',
    en: () =>
      'Staff are duty officers, community workers, grid workers or doctors who see the place; the doctor has that role. Choose others',
  },
  'isolation-site.room-known': {
    zh: ({ room }) => `已有 ${room} 房；请核对房号`,
    en: ({ room }) => `There is a room ${room} already; check the number`,
  },
  'isolation-site.too-many-rooms': {
    zh: ({ most }) => `一个点最多 ${String(most)} 间；请另设一个`,
    en: ({ most }) => `A site has at most ${String(most)} rooms; set up another`,
  },
  'isolation-site.no-such-room': {
    zh: ({ room }) => `没有 ${room} 房；请核对房号，或先增加房间`,
    en: ({ room }) => `There is no room ${room}; check the number, or add the room`,
  },
  'isolation-site.room-taken': {
    zh: ({ room }) => `${room} 房有人在住；请先调换房间`,
    en: ({ room }) => `Somebody is in room ${room}; give them another room first`,
  },
  'isolation-site.room-withdrawn': {
    zh: ({ room }) => `${room} 房已停用；恢复后再用，或换一间`,
    en: ({ room }) => `Room ${room} is withdrawn; add it again, or choose another`,
  },
  'isolation-site.room-disinfecting': {
    zh: ({ room, until }) => `${room} 房消毒中，${clockTime(until, 'zh')} 可用；请换一间或届时再安排`,
    en: ({ room, until }) => `Room ${room} is being disinfected until ${clockTime(until, 'en')}; choose another, or wait`,
  },
  'isolation-site.room-single': {
    zh: ({ room }) => `${room} 房已有人，一人一间；儿童随监护人或需人照料的，请选同住情形并写明理由`,
    en: ({ room }) =>
      `Somebody is in room ${room}, and a room is for one; for a child with a parent or somebody who needs care choose that exception with its reason`,
  },
  'isolation-site.room-full': {
    zh: ({ room, most }) => `${room} 房最多同住 ${String(most)} 人；请换一间`,
    en: ({ room, most }) => `At most ${String(most)} people share room ${room}; choose another`,
  },
  'isolation-site.same-room': {
    zh: ({ room }) => `已在 ${room} 房；请选另一间`,
    en: ({ room }) => `They are in room ${room} already; choose another`,
  },
  'isolation-site.reason-missing': {
    zh: () => '同住须写明理由（至少五个字）',
    en: () => 'Say why they share a room, in at least five characters',
  },
  'isolation-site.still-holds': {
    zh: ({ people, cases }) => `还有 ${String(people)} 人在住，须先转出或解除：${cases}`,
    en: ({ people, cases }) => `${String(people)} are still there and have to be moved or released first: ${cases}`,
  },
  'isolation-site.case-unfit': {
    zh: ({ kind, status }) =>
      `${isolationKindLabel(kind, 'zh')}、${isolationStatusLabel(status, 'zh')}的对象不安排床位；居家的请先转集中隔离点`,
    en: ({ kind, status }) =>
      `No bed for ${isolationKindLabel(kind, 'en').toLowerCase()}, ${isolationStatusLabel(status, 'en').toLowerCase()}; from home, transfer the case to a site first`,
  },
  'isolation-site.not-for-home': {
    zh: () => '居家隔离不指定隔离点；请改为集中隔离或不填',
    en: () => 'Home isolation has no site; make it centralised, or leave the site empty',
  },
  'isolation-site.elsewhere': {
    zh: ({ path }) => `该隔离点在 ${path}；请不填地点，或填这里`,
    en: ({ path }) => `That site stands at ${path}; leave the place empty, or give this one`,
  },
  'isolation-site.other-area': {
    zh: ({ area }) => `该隔离点在 ${area}，照护小组须一并更换：请用“转移”`,
    en: ({ area }) => `That site is in ${area}, where others look after people: transfer the case instead`,
  },
  'isolation-site.too-early': {
    zh: ({ from }) => `不能早于 ${clockTime(from, 'zh')}（下达隔离或离开上一床位）；请更正时间`,
    en: ({ from }) => `Not before ${clockTime(from, 'en')}, when it was ordered or the last bed was left; correct the time`,
  },
  'isolation-site.has-bed': {
    zh: ({ site, room }) => `已在 ${site} ${room} 房；要换请用“调换房间”`,
    en: ({ site, room }) => `They are in ${site}, room ${room}; use “Another room”`,
  },
  'isolation-site.has-no-bed': { zh: () => '还没有床位；请先安排床位', en: () => 'They have no bed yet; give them one first' },
  'isolation-site.unnamed': {
    zh: ({ sites }) => `未指定隔离点；请选一个（空/总）：${sites || '尚未设立'}`,
    en: ({ sites }) => `No site is named; choose one (free/rooms): ${sites || 'there is none yet'}`,
  },
  'isolation-site.no-bed': {
    zh: ({ sites, nextCleanAt }) =>
      `没有空床；各点（空/总）：${sites}${nextCleanAt === undefined ? '' : `；最早 ${clockTime(nextCleanAt, 'zh')} 有房消毒完毕`}`,
    en: ({ sites, nextCleanAt }) =>
      `No bed is free there; free/rooms: ${sites}${nextCleanAt === undefined ? '' : `; the next room is clean at ${clockTime(nextCleanAt, 'en')}`}. Choose another site, or wait`,
  },
  'isolation-site.diet-unknown': {
    zh: ({ known }) => `没有这种餐别；可用 ${known}`,
    en: ({ known }) => `There is no such meal; known are ${known}`,
  },
};
