import { counted } from '@houzhai/i18n';
import { AUDITS, SERVICES, type AuditLine, type Service } from '@houzhai/contracts';
import { keeper, type Stateful } from '../app/keeper.ts';
import { say, t, type Effect, type Model, type Screen, type Step } from '../app/model.ts';
import { formatAddress, parseAddress } from '../app/navigation.ts';
import { read } from '../app/perform.ts';
import { SERVICE_NAMES, findingText } from '../commands/audit-words.ts';
import { copyMenu } from '../overlays/copy-menu.ts';
import { inform } from '../overlays/inform.ts';
import { openOverlay } from '../overlays/overlay.ts';
import { atTop, indexOf, moveCursor, scrollTo, type ListCursor } from '../widgets/list-cursor.ts';
import { edit, inputOf } from '../widgets/text-input.ts';
import { HEAD_LINES, actorName, auditFrame, operationName, remark, type AuditShown } from './audit-view.ts';

/** How often the states of the services are asked for while somebody looks. */
const LOOK_MS = 5_000;
const PAGE = 100;

interface State extends AuditShown {
  readonly uid: number;
  readonly cursor: ListCursor;
  readonly nextCursor?: string;
}

/** What the typed words mean to the service; undefined with a sentence where one of them means nothing. */
function filterOf(model: Model, words: string): { readonly filter: Record<string, string> } | { readonly why: string } {
  const filter: Record<string, string> = {};
  for (const word of words.split(/\s+/u).filter((one) => one !== '')) {
    if (/^@?a\d{2}$/i.test(word)) filter['area'] = word.replace('@', '').toLowerCase();
    else if (/^[A-Z][A-Za-z]+(-[a-z-]+)?$/.test(word)) filter['operation'] = word;
    else {
      const found = [...model.colleagues.values()].find(({ account, displayName }) => account === word || displayName === word);
      if (!found) return { why: t(model, `“${word}”不是账号、操作名或村(居)`, `“${word}” is no account, operation or area`) };
      filter['actor'] = found.operatorId;
    }
  }
  return { filter };
}

/** The auditor's screen: the state of every service's record, its rows, and who saw a person. */
export function auditScreen(state: State): Stateful<State> {
  const { uid, rows, service, who, typing, words } = state;
  const own = keeper(uid, auditScreen);
  const index = indexOf((at) => rows[at]?.seq ?? '', rows.length, state.cursor);
  const current = rows[index];

  const page = (model: Model, after: string | undefined): Step => {
    const now = own.now(model) ?? state;
    const found = filterOf(model, now.words);
    if ('why' in found) return [say(model, found.why, 'watch'), []];
    const next = { limit: PAGE, ...(after === undefined ? {} : { cursor: after }) };
    const got = (value: { readonly rows: readonly AuditLine[]; readonly nextCursor?: string | undefined }, at: Model): Step => {
      const before = after === undefined ? [] : (own.now(at)?.rows ?? []);
      const { nextCursor } = value;
      const set = own.set(at, { rows: [...before, ...value.rows], read: true, more: nextCursor !== undefined });
      return [nextCursor === undefined ? own.without(set, 'nextCursor') : own.set(set, { nextCursor }), []];
    };
    const slot = `audit-${String(uid)}`;
    return [
      model,
      [
        now.who === undefined
          ? read(slot, AUDITS[now.service].list, { ...found.filter, ...next }, got)
          : read(slot, AUDITS[now.service].whoSaw, { personId: now.who, ...next }, got),
      ],
    ];
  };

  const states = (): Effect[] =>
    SERVICES.map((one) =>
      read(`audit-state-${one}-${String(uid)}`, AUDITS[one].state, {}, (value, at) => [
        own.set(at, { states: new Map([...(own.now(at)?.states ?? []), [one, value]]) }),
        [],
      ]),
    );
  /** Asks for the states again and again for as long as the screen is there. */
  const look = (model: Model): Step =>
    own.now(model) === undefined ? [model, []] : [model, [...(model.paused ? [] : states()), { do: 'later', ms: LOOK_MS, then: look }]];
  const load = (model: Model): Step => {
    const [next, effects] = page(model, undefined);
    const [after, more] = own.now(next)?.read ? [next, states()] : look(next);
    return [after, [...effects, ...more]];
  };

  const verify = (model: Model, one: Service, cursor: string | undefined): Step => {
    const begun = own.set(model, {
      verifying: new Map([...(own.now(model)?.verifying ?? []), [one, t(model, '正在核对…', 'verifying …')]]),
    });
    return [
      cursor === undefined ? begun : model,
      [
        read(
          `audit-verify-${one}-${String(uid)}`,
          AUDITS[one].verify,
          cursor === undefined ? {} : { cursor },
          (value, at) => {
            const { seals, ofSeals, rows: checked, finding } = value;
            const progress = t(at, `正在核对 ${String(seals)}/${String(ofSeals)} 封，${String(checked)} 条`, `verifying ${String(seals)} of ${counted(ofSeals, 'seal')}, ${counted(checked, 'row')}`); // prettier-ignore
            const others = [...(own.now(at)?.verifying ?? [])].filter(([other]) => other !== one);
            if (value.cursor !== undefined)
              return verify(own.set(at, { verifying: new Map([...others, [one, progress]]) }), one, value.cursor);
            const name = SERVICE_NAMES[one][at.lang];
            const text = finding
              ? `‼ ${name} ${findingText(finding, at.lang)}`
              : t(at, `✓ ${name} ${String(checked)} 条完好`, `✓ ${name}: ${counted(checked, 'row')} intact`);
            return [say(own.set(at, { verifying: new Map(others) }), text, finding ? 'alarm' : 'good', 12_000), states()];
          },
          (at) => own.set(at, { verifying: new Map() }),
        ),
      ],
    ];
  };

  const detail = (model: Model, row: AuditLine): Step => {
    const said = remark(model, row);
    const text = [
      row.at,
      `${actorName(model, row.actor)} · ${operationName(model, row.operation)} · ${row.area}`,
      ...(row.recordId === undefined
        ? []
        : [`${row.entity} ${row.recordId}${row.version === undefined ? '' : ` v${String(row.version)}`}`]),
      ...(said === '' ? [] : [said]),
      ...(row.details === undefined ? [] : [JSON.stringify(row.details)]),
      t(model, `追踪号 ${row.traceId}`, `trace ${row.traceId}`),
      row.seal === undefined
        ? t(model, '等待下一次封存', 'waits for the next seal')
        : t(model, `在第 ${String(row.seal)} 封`, `in seal ${String(row.seal)}`),
    ];
    return [openOverlay(model, inform(t(model, '审计记录', 'Row of the record'), text, `${service} ${row.seq}`)), []];
  };

  return {
    ...own.kept(state),
    address: formatAddress({ name: 'audit', values: { service, ...(who === undefined ? {} : { who }) }, text: words }),
    title: (model) => (who === undefined ? t(model, '审计', 'Audit') : t(model, '谁看过', 'Who saw')),
    scopes: typing ? ['filter'] : ['audit', 'list'],
    typing: typing !== undefined,
    load,
    ...(typing
      ? {
          onKey: (key, model) => {
            if (key.name === 'enter')
              return page(own.without(own.set(model, { words: typing.text.trim(), cursor: atTop }), 'typing'), undefined);
            const next = edit(typing, key);
            return next && [own.set(model, { typing: next }), []];
          },
        }
      : {}),
    onEscape: (model) => {
      if (typing) return [own.without(model, 'typing'), []];
      return words === '' ? undefined : page(own.set(model, { words: '', cursor: atTop }), undefined);
    },
    onBinding: (id, model) => {
      const room = Math.max(1, model.size.rows - HEAD_LINES - 5);
      const moved = moveCursor(id, index, rows.length, room);
      if (moved !== undefined) {
        const offset = scrollTo(moved, state.cursor.offset, rows.length, room);
        return [own.set(model, { cursor: { id: rows[moved]?.seq, offset } }), []];
      }
      switch (id) {
        case 'open':
          return current ? detail(model, current) : [model, []];
        case 'service': {
          const next = SERVICES[(SERVICES.indexOf(service) + 1) % SERVICES.length] ?? service;
          return page(own.set(model, { service: next, rows: [], read: false, more: false, cursor: atTop }), undefined);
        }
        case 'verify':
          return verify(model, service, undefined);
        case 'more':
          return state.nextCursor === undefined ? [model, []] : page(model, state.nextCursor);
        case 'filter':
          return who === undefined ? [own.set(model, { typing: inputOf(words) }), []] : [model, []];
        case 'copy':
          return current && [openOverlay(model, copyMenu(model, copied(current, service))), []];
        default:
          return undefined;
      }
    },
    view: (model, width, height) => auditFrame(model, state, { index, offset: state.cursor.offset }, { width, height }),
    hzLine: () => (who === undefined ? `hz audit list --service ${service}` : `hz audit who-saw ${who} --service ${service}`),
  };
}

const copied = (row: AuditLine, service: Service) => ({
  row: [row.at, row.actor, row.operation, row.area, row.recordId ?? '', row.reason ?? ''].join('\t'),
  id: row.recordId ?? row.seq,
  json: row,
  line: `hz audit list --service ${service} --operation ${row.operation}`,
});

/** The screen as an address opens it: `audit service=errands`, `audit who=<id>`, with words to filter by. */
export function openAudit(uid: number, address: string): Screen {
  const { values, text } = parseAddress(address);
  const service = SERVICES.find((one) => one === values['service']) ?? SERVICES[0];
  const { who } = values;
  return auditScreen({
    uid,
    service,
    ...(who === undefined ? {} : { who }),
    states: new Map(),
    verifying: new Map(),
    rows: [],
    read: false,
    more: false,
    words: text,
    cursor: atTop,
  });
}
