import type { CareToday, IssueContactCard, OutputOf } from '@houzhai/contracts';
import { careNextLabel, careStandingLabel, careTierLabel } from '@houzhai/i18n';
import { addressOf, noticeText, onPaper, type Paper, type Setting } from './paper.ts';
import { columns, saying } from './papers.ts';

/** The card that stays with a household 联系卡: who looks after it, by name and number. Nothing on it says who lives there, or why. */
export function contactCard(card: OutputOf<typeof IssueContactCard>, names: Setting): Paper {
  const { lang } = names;
  const say = saying(lang);
  const numberOf = (id: string): string => names.phone(id) ?? '';
  return {
    lang,
    title: say('联系卡', 'Contact card'),
    no: card.no,
    card: true,
    facts: [[say('村(居)', 'Area'), names.area(card.area)]],
    table: {
      toWriteIn: true,
      columns: columns([say('有事请找', 'Call'), 1.1], [say('姓名', 'Name'), 1.1], [say('电话', 'Telephone'), 1.6]),
      rows: [
        [say('代办员', 'Agent'), names.operator(card.agentId), numberOf(card.agentId)],
        [say('联户党员', 'Party member'), names.operator(card.partyMemberId), numberOf(card.partyMemberId)],
        ...(card.centrePhone === undefined ? [] : [[say('指挥中心', 'Command centre'), '', card.centrePhone]]),
      ],
    },
    says: [
      say(
        '两人会与您联系。需要食物、药品、就医或维修，先找代办员；一人联系不上，请找另一人。急病请拨 120，火警 119，报警 110。',
        'Both ask after you. For food, medicine, a doctor or a repair call the agent; if one does not answer, call the other. Emergencies: 120, fire 119, police 110.',
      ),
    ],
    signatures: [],
    notice: noticeText(names),
    at: card.issuedAt,
    foot: say(`发放 ${onPaper(card.issuedAt)}`, `Given ${onPaper(card.issuedAt)}`),
  };
}

/** Whom to ask after today 每日联系单, in the order of the list, with room for a pencil. */
export function todayPaper({ day, rows, asOf }: OutputOf<typeof CareToday>, names: Setting): Paper {
  const { lang } = names;
  const say = saying(lang);
  return {
    lang,
    title: say('每日联系单', 'Daily contact'),
    no: day,
    landscape: true,
    facts: [
      [say('日期', 'Day'), day],
      [say('户数', 'Households'), String(rows.length)],
    ],
    table: {
      toWriteIn: true,
      columns: columns(
        [say('序', 'No.'), 0.5],
        [say('编号', 'Household'), 2],
        [say('户内人员', 'People'), 1.6],
        [say('住处', 'Where'), 2.4],
        [say('频次', 'How often'), 0.9],
        [say('代办员/联户党员', 'Agent/party member'), 2],
        [say('今日', 'Today'), 1.3],
        [say('联系上 □ 未 □ 拒 □', 'reached □ not □ refused □'), 1.9],
        [say('时间、方式、需要', 'When, how, needs'), 2.4],
      ),
      rows: rows.map((row, nth) => [
        String(nth + 1),
        row.no,
        row.personIds.map((id) => names.person(id)).join(' '),
        addressOf(row.path, names),
        careTierLabel(row.tier, lang),
        `${names.operator(row.agentId)} / ${names.operator(row.partyMemberId)}`,
        row.next === 'NOTHING' ? careStandingLabel(row.standing, lang) : careNextLabel(row.next, lang),
        '□   □   □',
        '',
      ]),
    },
    says: [
      say(
        '未联系上的，当日由另一人再试；连续两日没有音讯须上门。回录：控制台 :lx 或 hz care contact。用毕交社区销毁，不得留存。',
        'Not reached: the other one tries the same day; two days without a word: stand at the door. Key it back with :lx or hz care contact. Hand it in to be destroyed.',
      ),
    ],
    signatures: [
      { label: say('联系人签字', 'Asked by'), value: '' },
      { label: say('回录人', 'Keyed by'), value: '' },
    ],
    notice: noticeText(names),
    at: asOf,
    foot: say(`打印 ${onPaper(asOf)}`, `Printed ${onPaper(asOf)}`),
  };
}
