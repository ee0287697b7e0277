import { clockTime } from '@houzhai/i18n';
import { fit, lineWidth, overlay, spread, toAnsi, type Line, type Span } from '../paint/styled.ts';
import { displayWidth } from '../terminal/width.ts';
import { hintsLine } from '../widgets/keymap.ts';
import { mayOpen } from '../screens/place-access.ts';
import { bannerLines, terminalRows, waitingForMe } from './attention.ts';
import { BINDINGS, HELP_BINDING, TYPING_HELP_BINDING } from './bindings.ts';
import { awayText } from './away.ts';
import { deliveryAlarmText } from './delivery-alarm.ts';
import { lockFrame } from './lock.ts';
import { t, top, type Model } from './model.ts';
import { longWaits } from './waiting.ts';

/** Smallest screen that shows more than a notice. */
const SMALLEST = { columns: 60, rows: 16 };

/** A whole screen: lines with styles, and where the real cursor stands. */
export interface Painted {
  readonly lines: readonly string[];
  readonly cursor?: { readonly x: number; readonly y: number };
}

/** Paints the model: title, breadcrumb, the screen with what lies over it, message line, hints. */
export function paint(model: Model, colours: boolean): Painted {
  const { columns: width } = model.size;
  const height = terminalRows(model);
  const banners = bannerLines(model);
  if (model.locked) {
    const { lines, cursor } = lockFrame(model, model.locked);
    const whole = Array.from({ length: height }, (_, row) => toAnsi(fit(lines[row] ?? [], width), colours));
    return { lines: whole, ...(cursor ? { cursor } : {}) };
  }
  if (width < SMALLEST.columns || height < SMALLEST.rows) return tooSmall(model, colours);
  const screen = top(model);
  const bodyHeight = model.size.rows - 4;
  const above = 2 + banners.length;
  const frame = screen?.view(model, width, bodyHeight) ?? { lines: [] };
  let body: readonly Line[] = Array.from({ length: bodyHeight }, (_, index) => fit(frame.lines[index] ?? [], width));
  let cursor = frame.cursor && { x: frame.cursor.x, y: frame.cursor.y + above };
  for (const one of model.overlays) {
    const shown = one.view(model, width, bodyHeight);
    const lines = shown.lines.slice(0, bodyHeight);
    const wide = Math.max(...lines.map(lineWidth), 0);
    const x = Math.max(0, Math.floor((width - wide) / 2));
    const y = Math.max(0, Math.floor((bodyHeight - lines.length) / 3));
    body = overlay(body, lines, x, y, width);
    cursor = shown.cursor && { x: shown.cursor.x + x, y: shown.cursor.y + y + above };
  }
  const lines = [
    titleLine(model, width),
    crumbLine(model, width),
    ...banners.map((line) => fit(line, width)),
    ...body,
    messageLine(model, width),
    hints(model, width),
  ];
  return { lines: lines.map((spans) => toAnsi(fit(spans, width), colours)), ...(cursor ? { cursor } : {}) };
}

function tooSmall(model: Model, colours: boolean): Painted {
  const { columns } = model.size;
  const rows = terminalRows(model);
  const text: Line[] = [
    [{ text: t(model, '窗口太小', 'Window too small'), tone: 'title' }],
    [
      {
        text: t(
          model,
          `至少 ${String(SMALLEST.columns)}×${String(SMALLEST.rows)}，现为 ${String(columns)}×${String(rows)}`,
          `${String(SMALLEST.columns)}×${String(SMALLEST.rows)} at least, this is ${String(columns)}×${String(rows)}`,
        ),
      },
    ],
    ...bannerLines(model),
    [{ text: t(model, `‼ 超期 ${String(model.alarm)}`, `‼ overdue ${String(model.alarm)}`), tone: 'alarm' }],
  ];
  return { lines: Array.from({ length: rows }, (_, index) => toAnsi(fit(text[index] ?? [], columns), colours)) };
}

function linkSpan(model: Model): Span {
  switch (model.link) {
    case 'online':
      return {
        text: t(
          model,
          `● 在线${model.roundTripMs === undefined ? '' : ` ${String(model.roundTripMs)}ms`}`,
          `● online${model.roundTripMs === undefined ? '' : ` ${String(model.roundTripMs)}ms`}`,
        ),
        tone: 'good',
      };
    case 'slow':
      return { text: t(model, '◐ 迟缓', '◐ slow'), tone: 'watch' };
    case 'offline': {
      const seconds = model.lostAt === undefined ? 0 : Math.round((model.now - model.lostAt) / 1_000);
      return { text: t(model, `○ 离线 ${String(seconds)} 秒，自动重连`, `○ offline ${String(seconds)} s, reconnecting`), tone: 'alarm' };
    }
    case 'none':
      return { text: t(model, '○ 未登录', '○ not signed in'), tone: 'dim' };
  }
}

function titleLine(model: Model, width: number): Line {
  const left: Line = [
    { text: ` ${t(model, '后宅街道', 'Houzhai')} `, inverse: true },
    { text: '  ' },
    linkSpan(model),
    { text: model.me ? `   ${model.me.displayName}` : '' },
    { text: model.me?.readOnly ? t(model, '  只读', '  read-only') : '', tone: 'watch' },
  ];
  const clock = clockTime(new Date(model.now).toISOString(), model.lang, new Date(model.now).toISOString());
  const waiting = waitingForMe(model);
  const right: Line = [
    { text: waiting > 0 ? t(model, `● 待批 ${String(waiting)}  `, `● to approve ${String(waiting)}  `) : '', tone: 'watch' },
    { text: deliveryAlarmText(model), tone: 'alarm' },
    { text: model.alarm > 0 ? t(model, `‼ 超期 ${String(model.alarm)}  `, `‼ overdue ${String(model.alarm)}  `) : '', tone: 'alarm' },
    { text: `${clock} `, bold: true },
  ];
  return spread(left, right, width);
}

function crumbLine(model: Model, width: number): Line {
  if (!model.me) return [];
  const root = model.stack[0]?.address ?? '';
  const tab = (digit: string, zh: string, en: string, address: string, active: boolean): Line =>
    mayOpen(model, address) ? [{ text: ` ${digit}${t(model, zh, en)} `, inverse: active, tone: active ? 'plain' : 'dim' }] : [];
  const mine = root.includes('mine=true');
  const isAdmin = model.me.roles.includes('PLATFORM_ADMIN');
  const tabs: Line = [
    ...tab('1', '挂图', 'Wall', 'board', root === 'board'),
    ...tab('2', '摸排', 'Doors', 'rounds', /^(rounds?|doors?|discrepancies)\b/.test(root)),
    ...tab('3', '卡口', 'Checkpoints', 'checkpoints', /^(checkpoint|arrival|escort|custody)/.test(root)),
    ...tab('4', '代办', 'Errands', 'errands', (root.startsWith('errands') || /^(medicine-runs?|cards?)\b/.test(root)) && !mine),
    ...tab('5', '复核', 'Review', 'reviews', /^reviews?\b/.test(root)),
    ...tab('8', '我的', 'Mine', 'errands', mine),
    ...(waitingForMe(model) > 0 || root === 'approvals' ? tab('6', '待批', 'Approve', 'approvals', root === 'approvals') : []),
    ...tab('7', '审计', 'Audit', 'audit', root.startsWith('audit')),
    ...(isAdmin ? tab('9', '账号', 'Operators', 'operators', root === 'operators') : []),
    { text: ' ' },
  ];
  const crumbs = model.stack.map((screen) => screen.title(model)).join(' › ');
  return spread(
    tabs,
    [
      {
        text:
          displayWidth(crumbs) > width - displayWidth(tabs.map(({ text }) => text).join('')) - 1
            ? `… › ${top(model)?.title(model) ?? ''} `
            : `${crumbs} `,
        tone: 'dim',
      },
    ],
    width,
  );
}

function messageLine(model: Model, width: number): Line {
  const away = awayText(model);
  if (away !== '' && model.notice === undefined) return fit([{ text: ` ${away}`, tone: 'watch' }], width);
  const waiting = [...longWaits(model).values()];
  if (waiting.length > 0 && away === '') {
    const seconds = Math.floor((model.now - Math.min(...waiting)) / 1_000);
    return fit(
      [
        {
          text: t(
            model,
            ` … 正在等待服务 ${String(seconds)} 秒（Esc 取消读取）`,
            ` … waiting for the service ${String(seconds)} s (Esc cancels reading)`,
          ),
          tone: 'watch',
        },
      ],
      width,
    );
  }
  const { notice } = model;
  return notice ? fit([{ text: ` ${notice.text}`, tone: notice.tone }], width) : [];
}

function hints(model: Model, width: number): Line {
  const screen = top(model);
  const scopes = [...(screen?.scopes ?? []), screen?.typing ? 'typing' : 'global'];
  const bindings = scopes.flatMap((scope) => BINDINGS.filter((binding) => binding.scope === scope)).filter(({ priority }) => priority <= 7);
  return [{ text: ` ${hintsLine(bindings, model.lang, width - 2, screen?.typing ? TYPING_HELP_BINDING : HELP_BINDING)}`, tone: 'dim' }];
}
