import {
  AddSiteRooms,
  AssignBed,
  CloseIsolationSite,
  MoveBed,
  OpenIsolationSite,
  SITE_ACTIONS,
  SetDiet,
  SetSiteStaff,
  WithdrawSiteRooms,
  type BedReceipt,
  type Command,
  type IsolationRow,
  type IsolationSiteDetail,
  type IsolationSiteRow,
  type OutputOf,
  type SiteAction,
  type SiteReceipt,
  type SiteRoom,
} from '@houzhai/contracts';
import { isolationKindLabel, isolationStatusLabel, siteActionLabel, siteStatusLabel } from '@houzhai/i18n';
import { menu, type MenuItem } from '../overlays/menu.ts';
import { scopePool } from '../screens/areas.ts';
import { say, t, type Model, type Step } from './model.ts';
import { deedItem, takeDeed } from './record-actions.ts';
import type { Field } from '../widgets/form.ts';

/** A site as a screen shows it, which room an action is meant for, and how to look at the site again. */
export interface LiveSite {
  readonly row: IsolationSiteRow;
  readonly room?: SiteRoom | undefined;
  /** Meals that can be chosen, where they are known. */
  readonly diets?: OutputOf<typeof IsolationSiteDetail>['diets'];
  readonly now: (model: Model) => IsolationSiteRow | undefined;
}

const CONTRACT = {
  'assign-bed': AssignBed,
  'move-bed': MoveBed,
  'set-diet': SetDiet,
  'withdraw-rooms': WithdrawSiteRooms,
  'add-rooms': AddSiteRooms,
  'set-staff': SetSiteStaff,
  close: CloseIsolationSite,
} as const satisfies Record<SiteAction, Command>;
const KEYS: Readonly<Record<SiteAction, string>> = {
  'assign-bed': 'a',
  'move-bed': 'm',
  'set-diet': 'e',
  'withdraw-rooms': 'w',
  'add-rooms': 'r',
  'set-staff': 's',
  close: 'D',
};

function whyNot(model: Model, { row, room }: LiveSite, action: SiteAction): string | undefined {
  if (!row.allowedActions.includes(action))
    return row.status === 'CLOSED'
      ? t(model, `隔离点${siteStatusLabel(row.status, 'zh')}`, 'the site is closed')
      : t(model, '由该点工作人员、医生或值班长办理', 'its staff, its doctor or the duty officer does that');
  if (action === 'move-bed' || action === 'set-diet') {
    if (row.people === 0) return t(model, '无人在住', 'nobody is there');
    if (room && room.people === 0)
      return t(model, `${room.room} 房无人，请选有人的房间`, `nobody is in ${room.room}; choose a room with somebody in it`);
  }
  return undefined;
}

/** Everything that can be done at a site; what cannot is dim with the reason. */
export const siteMenu = (model: Model, live: LiveSite) =>
  menu(`${live.row.code} · ${live.row.name}`, (at: Model): readonly MenuItem[] =>
    SITE_ACTIONS.map((action) =>
      deedItem(
        at,
        KEYS[action],
        siteActionLabel(action, at.lang),
        CONTRACT[action],
        whyNot(at, { ...live, row: live.now(at) ?? live.row }, action),
        (now) => takeSiteAction(now, live, action),
      ),
    ),
  );

const bedDone = ({ code, room, no }: BedReceipt, model: Model): string =>
  t(model, `✓ ${no} → ${code} ${room} 房`, `✓ ${no} → ${code}, room ${room}`);
/** What a move leaves behind. */
const leaves = (model: Model): string =>
  t(model, '原房间空出后即开始消毒，到时自动恢复可用。', 'The room that is left is disinfected, and free again after that.');

/** The field of a meal with those of the policy to choose from. */
function mealsOf(model: Model, { diets = [] }: LiveSite): { readonly fields?: Readonly<Record<string, Partial<Field>>> } {
  if (diets.length === 0) return {};
  const options = diets.map(({ diet, zh, en }) => ({ value: diet, label: t(model, zh, en), also: diet }));
  return {
    fields: {
      diet: { kind: 'choice', options: [{ value: '', label: t(model, '普通餐', 'what everybody has') }, ...options], optionAt: 0 },
    },
  };
}

/** Takes an action at a site, on the room that was chosen where it is about one. */
export function takeSiteAction(model: Model, live: LiveSite, action: SiteAction): Step {
  const { row, room } = live;
  const now = (at: Model): IsolationSiteRow => live.now(at) ?? row;
  const why = whyNot(model, { ...live, row: now(model) }, action);
  if (why !== undefined) return [say(model, `${siteActionLabel(action, model.lang)}：${why}`, 'watch'), []];
  const title = (at: Model): string => `${siteActionLabel(action, at.lang)} · ${row.code} ${row.name}`;
  const onSite = {
    noun: 'isolation-site',
    verb: action,
    subject: row.code,
    title,
    fixed: (at: Model) => ({ siteId: row.siteId, expectedVersion: now(at).version }),
    done: ({ code }: SiteReceipt, at: Model) => `✓ ${code} ${siteActionLabel(action, at.lang)}`,
  };
  // Whom it is about, where that is clear.
  const [person, another] = room?.cases ?? [];
  const only = another ? undefined : person;
  switch (action) {
    case 'assign-bed':
      return takeDeed(model, {
        contract: AssignBed,
        noun: 'isolation-site',
        verb: action,
        subject: `--site ${row.code}`,
        title,
        fixed: () => ({ siteId: row.siteId }),
        preset: room && room.state !== 'WITHDRAWN' && room.state !== 'DISINFECTING' ? { room: room.room } : {},
        people: { noBed: true },
        ...mealsOf(model, live),
        confirm: (at, picked) => [
          t(at, `${picked('isolationId')} 住 ${row.code} ${picked('room') || '第一间空房'}。`, `${picked('isolationId')}: ${row.code}, ${picked('room') || 'the first free room'}.`),
        ],
        done: bedDone,
      }); // prettier-ignore
    case 'move-bed':
      return takeDeed(model, {
        contract: MoveBed,
        noun: 'isolation-site',
        verb: action,
        subject: only?.no ?? '',
        title,
        about: (at) => [only ? `${only.no} ${only.label} · ${room?.room ?? ''}` : '', leaves(at)],
        fixed: () => (only ? { isolationId: only.isolationId } : {}),
        confirm: (at, picked) => [
          t(at, `调换到 ${picked('siteId') || row.code} ${picked('room') || '第一间空房'}。`, `To ${picked('siteId') || row.code}, ${picked('room') || 'the first free room'}.`),
          leaves(at),
        ],
        done: bedDone,
      }); // prettier-ignore
    case 'set-diet':
      return takeDeed(model, {
        contract: SetDiet,
        noun: 'isolation-site',
        verb: action,
        subject: only?.no ?? '',
        title,
        fixed: () => (only ? { isolationId: only.isolationId } : {}),
        ...mealsOf(model, live),
        done: bedDone,
      });
    case 'withdraw-rooms':
      return takeDeed(model, {
        ...onSite,
        contract: WithdrawSiteRooms,
        preset: room?.state === 'FREE' || room?.state === 'DISINFECTING' ? { rooms: room.room } : {},
        confirm: (at, picked) => [
          t(at, `${picked('rooms')} 房：消毒的到时自动恢复，停用的须重新增加。`, `Rooms ${picked('rooms')}: disinfected ones come back by themselves, others when they are added again.`),
        ],
      }); // prettier-ignore
    case 'add-rooms':
      return takeDeed(model, { ...onSite, contract: AddSiteRooms, preset: room?.state === 'WITHDRAWN' ? { rooms: room.room } : {} });
    case 'set-staff':
      return takeDeed(model, {
        ...onSite,
        contract: SetSiteStaff,
        about: (at) => [
          t(at, '写全所有人：此后只有他们、医生和值班长能看谁住哪间。', 'Name all of them: they, the doctor and the duty officer see who is in which room, nobody else.'),
        ],
      }); // prettier-ignore
    case 'close':
      return takeDeed(model, {
        ...onSite,
        contract: CloseIsolationSite,
        confirm: (at) => [
          t(at, `${row.code} ${row.name} 将撤销，共 ${String(now(at).rooms)} 间，在住 ${String(now(at).people)} 人（须为 0）。`, `${row.code} ${row.name} closes with ${String(now(at).rooms)} rooms; ${String(now(at).people)} are there, and nobody may be.`),
        ],
      }); // prettier-ignore
  }
}

/** Sets a site up. */
export const openSite = (model: Model): Step =>
  takeDeed(model, {
    contract: OpenIsolationSite,
    noun: 'isolation-site',
    verb: 'open',
    subject: '',
    title: (at) => t(at, '设集中隔离点', 'Set up an isolation site'),
    about: (at) => [
      t(at, '一间一人；房间以后可以增减，也可用 hz isolation-site import-rooms 导入。', 'A room is for one person. Rooms can be added later, also from a file with hz isolation-site import-rooms.'),
    ],
    fixed: () => ({}),
    pools: { path: scopePool },
    fields: {
      code: { label: t(model, '代号', 'Code'), hint: t(model, '小写字母、数字，如 gld-1', 'lower case and digits, such as gld-1') },
      name: { label: t(model, '名称', 'Name'), hint: t(model, '公开的地名', 'public name of the place') },
      path: { label: t(model, '位置', 'Where') },
    },
    done: ({ code }, at) => t(at, `✓ 隔离点 ${code} 已启用；x 指定工作人员与医生`, `✓ Site ${code} is open; x names its staff and doctor`),
  }); // prettier-ignore

/** From the case: gives a bed, or another one; at home there is none. */
export function bedOfCase(model: Model, row: IsolationRow): Step {
  if (row.kind !== 'CENTRALIZED' || (row.needsBed !== true && row.inBed !== true)) {
    const what = `${isolationKindLabel(row.kind, model.lang)} · ${isolationStatusLabel(row.status, model.lang)}`;
    return [say(model, t(model, `${what}：没有床位`, `${what}: there is no bed to give`), 'watch'), []];
  }
  const common = {
    noun: 'isolation-site',
    subject: row.no,
    fixed: () => ({ isolationId: row.isolationId }),
    done: bedDone,
  };
  if (row.inBed === true)
    return takeDeed(model, {
      ...common,
      contract: MoveBed,
      verb: 'move-bed',
      title: (at) => `${siteActionLabel('move-bed', at.lang)} · ${row.label}`,
      about: (at) => [leaves(at)],
      confirm: (at, picked) => [
        t(at, `${row.no} 调换到 ${picked('siteId') || (row.site ?? '')} ${picked('room') || '第一间空房'}。`, `${row.no}: to ${picked('siteId') || (row.site ?? '')}, ${picked('room') || 'the first free room'}.`),
        leaves(at),
      ],
    }); // prettier-ignore
  return takeDeed(model, {
    ...common,
    contract: AssignBed,
    verb: 'assign-bed',
    title: (at) => `${siteActionLabel('assign-bed', at.lang)} · ${row.label}`,
    fields: {
      siteId: {
        required: row.site === undefined,
        hint: row.site === undefined ? t(model, '输入或 ↓ 选择', 'type or ↓') : t(model, `不填为 ${row.site}`, `empty for ${row.site}`),
      },
    },
    confirm: (at, picked) => [
      t(at, `${row.no} 住 ${picked('siteId') || (row.site ?? '')} ${picked('room') || '第一间空房'}。`, `${row.no}: ${picked('siteId') || (row.site ?? '')}, ${picked('room') || 'the first free room'}.`),
    ],
  }); // prettier-ignore
}
