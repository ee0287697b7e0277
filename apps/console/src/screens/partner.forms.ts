import { AddPartner, ChangePartner, ReplayPartner, RevokePartner, RotatePartner, type PartnerRow } from '@houzhai/contracts';
import { entryOf } from '../app/errand-actions.ts';
import { say, t, type Model, type Step } from '../app/model.ts';
import { perform } from '../app/perform.ts';
import { formFlags, formOf, hzLineOf } from '../commands/command-form.ts';
import type { Flag } from '../hz/flags.ts';
import { confirm } from '../overlays/confirm.ts';
import { inform } from '../overlays/inform.ts';
import { openOverlay } from '../overlays/overlay.ts';
import { entered, type Form } from '../widgets/form.ts';
import { openForm } from './form.screen.ts';

/** What a form does to a partner. */
export type PartnerVerb = 'add' | 'change' | 'rotate' | 'replay';

const CONTRACT = { add: AddPartner, change: ChangePartner, rotate: RotatePartner, replay: ReplayPartner };

const wordsOf = (partner: string) => ({
  add: {
    zh: '新增合作单位',
    en: 'Add a partner',
    done: { zh: '✓ 已新增', en: '✓ Added' },
    about: {
      zh: '对方只能取走所选事件与范围，编号为其专用假名，不含个人信息。未填公钥时生成密钥，种子只显示一次。',
      en: 'It takes the events and areas chosen here and nothing else, under pseudonyms of its own, without personal data. Without a public key one is made, its seed is shown once.',
    },
  },
  change: {
    zh: `更改 ${partner}`,
    en: `Change ${partner}`,
    done: { zh: `✓ ${partner} 已更改`, en: `✓ ${partner} is changed` },
    about: {
      zh: '今后的事件按新范围给出；已在等待而不在新范围内的不再给。',
      en: 'Holds for events from now on; those that wait outside the new choice are not given.',
    },
  },
  rotate: {
    zh: `更换 ${partner} 的密钥`,
    en: `Another key for ${partner}`,
    done: { zh: `✓ ${partner} 已有新密钥`, en: `✓ ${partner} has another key` },
    about: {
      zh: '旧密钥再用一段时间（策略规定），便于对方不中断地切换；怀疑泄露时选立即失效。',
      en: 'The old key works on for the hours of the policy, so that the partner changes without a break; choose at once when others may know it.',
    },
  },
  replay: {
    zh: `重放 ${partner} 的数据流`,
    en: `Replay the feed of ${partner}`,
    done: { zh: '✓ 已开始重放', en: '✓ The replay begins' },
    about: {
      zh: '把此后的事件以相同编号再放一遍；按编号去重的合作单位不受影响，先后以 aggregateversion 为准。最多 30 天。',
      en: 'Gives the events since then once more under the same ids; a partner that drops repeats by id is not disturbed, order is aggregateversion. 30 days at most.',
    },
  },
});

/** Adds, changes, gives another key, replays; a seed is shown once, until it is closed. */
export function openPartnerForm(model: Model, verb: PartnerVerb, row: PartnerRow | undefined): Step {
  const { partner = '' } = row ?? {};
  const fixed: Record<string, unknown> = row ? { partner } : {};
  const flags = formFlags(entryOf('partner', verb).input, fixed);
  const words = wordsOf(partner)[verb];
  const line = (form: Parameters<typeof hzLineOf>[3]): string =>
    hzLineOf(
      'partner',
      verb,
      flags.filter(({ path }) => path !== 'partner'),
      form,
      partner === '' ? entered(form, 'partner') : partner,
    );
  return openForm(
    model,
    {
      address: `partner ${verb}${partner === '' ? '' : ` ${partner}`}`,
      title: (at) => words[at.lang],
      about: (at) => [words.about[at.lang]],
      flags,
      submit: (at, input, form, self) =>
        perform(at, {
          contract: CONTRACT[verb] as typeof AddPartner,
          input: { ...fixed, ...input } as never,
          line: line(form),
          ...self.write,
          done: (value: { readonly partner: string; readonly seed?: string | undefined }, after) => {
            const closed = say(self.close(after), words.done[after.lang], 'good');
            const [shown, effects] = closed.stack.at(-1)?.load(closed) ?? [closed, []];
            if (value.seed === undefined) return [shown, effects];
            const title = t(after, `${value.partner} 的密钥种子`, `Seed of the key of ${value.partner}`);
            const text = [
              t(
                after,
                '只显示这一次。存成 0600 文件，经可靠途径交给对方；平台不保存。',
                'Shown this once. Save it as a file of 0600 and hand it over by a way you trust; the platform does not keep it.',
              ),
            ];
            return [openOverlay(shown, inform(title, text, value.seed)), effects];
          },
        }),
      hzLine: line,
    },
    verb === 'change' && row ? changeForm(flags, row, model) : formOf(flags, model.lang),
  );
}

/** What a partner has, to be changed; what is left empty stays as it is. */
function changeForm(flags: readonly Flag[], { purpose, events, areas }: PartnerRow, model: Model): Form {
  const form = formOf(flags, model.lang, { purpose, events: events.join(','), areas: areas.join(',') });
  const hint = t(model, '不填则不变', 'empty: stays as it is');
  return { ...form, fields: form.fields.map((one) => ({ ...one, hint })) };
}

/** Asks before a partner is revoked: it cannot be taken back. */
export function askRevoke(model: Model, { partner }: PartnerRow, load: (model: Model) => Step): Step {
  const text = t(
    model,
    `${partner} 的连接立即断开，密钥不再有效，数据流删除，名称不再使用。不能撤回。`,
    `The connections of ${partner} are closed at once, its keys end, its feed is deleted, its name is not used again. This cannot be taken back.`,
  );
  const run = (at: Model): Step =>
    perform(at, {
      contract: RevokePartner,
      input: { partner },
      line: `hz partner revoke ${partner}`,
      done: (_, after) => load(say(after, t(after, `✓ 已撤销 ${partner}`, `✓ ${partner} is revoked`), 'good')),
    });
  return [openOverlay(model, confirm({ title: t(model, '撤销合作单位', 'Revoke the partner'), text: [text], count: 1, run })), []];
}
