import type { IssueContactCard, OutputOf } from '@houzhai/contracts';
import { noticeText, onPaper, type Paper, type Setting } from './paper.ts';
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
