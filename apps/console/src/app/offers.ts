import { COMMANDS, mayCall, type Role } from '@houzhai/contracts';
import type { Offer } from '../overlays/palette.ts';
import { openArrivalForm } from '../screens/arrival.form.ts';
import { mendGlass, openBreakGlassForm } from '../screens/broken-glass.screen.ts';
import { openPasswordForm } from '../screens/password.form.ts';
import { openRegisterForm } from '../screens/person.forms.ts';
import { PLACE_NAMES } from '../screens/place-names.ts';
import { mayOpen } from '../screens/place-access.ts';
import { places } from '../screens/places.ts';
import { openRequestForm } from '../screens/request.form.ts';
import { secondFactorOffers } from '../screens/second-factor.forms.ts';
import { reassignAgent } from './batch-actions.ts';
import { openCheckpoint } from './checkpoint-actions.ts';
import { suspectFever } from './fever-actions.ts';
import { orderIsolation } from './isolation-actions.ts';
import { lockScreen } from './lock.ts';
import { say, still, t, type Model, type Step } from './model.ts';

/** What the palette offers this operator. */
export function offersOf(model: Model, signOut: (model: Model) => Step): readonly Offer[] {
  const roles = (model.me?.roles ?? []) as readonly Role[];
  const may = (contract: string): boolean => COMMANDS.some((one) => one.name === contract && mayCall(one.access, roles));
  const command = (zh: string, en: string, pinyin: string, line: string, contract: string, run: (at: Model) => Step): Offer[] =>
    may(contract) ? [{ zh, en, also: [pinyin], line, run }] : [];
  return [
    ...PLACE_NAMES.filter(({ address }) => mayOpen(model, address)).map(({ zh, en, pinyin, address }): Offer => ({
      zh,
      en,
      also: [pinyin],
      line: address,
      run: (at) => places.go(at, address),
    })),
    ...command('登记代办', 'new errand', 'djdb', 'errand request', 'RequestErrand', (at) => openRequestForm(places, at, undefined)),
    ...command('登记来(返)义人员', 'register an arrival', 'djlyry', 'arrival register', 'RegisterArrival', (at) =>
      openArrivalForm(at, undefined),
    ),
    ...command('设卡', 'set up a checkpoint', 'sk', 'checkpoint open', 'OpenCheckpoint', openCheckpoint),
    ...command('登记疑似发热', 'report a suspected fever', 'djysfr', 'fever suspect', 'SuspectFever', (at) => suspectFever(at)),
    ...command('下达隔离', 'order an isolation', 'xdgl', 'isolation order', 'OrderIsolation', (at) => orderIsolation(at)),
    ...command('登记居民', 'register a resident', 'djjm', 'person register', 'RegisterPerson', (at) => openRegisterForm(places, at)),
    ...command('转派某人全部在办', 'reassign all of an agent', 'zpmr', 'errand reassign-agent', 'ReassignAgentErrands', (at) =>
      reassignAgent(at),
    ),
    ...(model.me?.brokenGlass
      ? command('结束应急越区', 'mend the glass', 'jsyjyq', 'session mend-glass', 'MendGlass', mendGlass)
      : command('应急越区', 'break the glass', 'yjyq', 'session break-glass', 'BreakGlass', openBreakGlassForm)),
    ...secondFactorOffers(model),
    {
      zh: '锁屏',
      en: 'lock the screen',
      also: ['sp', 'lock'],
      line: 'lock',
      run: (at) => still(lockScreen(at)),
    },
    ...command('更改口令', 'change my password', 'ggkl', 'session change-password', 'ChangePassword', openPasswordForm),
    {
      zh: model.bell ? '关闭警报声' : '打开警报声',
      en: model.bell ? 'alert sound off' : 'alert sound on',
      also: ['jbs', 'bell', '警报声'],
      line: 'bell',
      run: (at) =>
        still(
          say(
            { ...at, bell: !at.bell },
            at.bell ? t(at, '警报声已关闭', 'Alert sound is off') : t(at, '警报声已打开', 'Alert sound is on'),
          ),
        ),
    },
    {
      zh: '语言 English/中文',
      en: 'language 中文/English',
      also: ['yy', '语言', 'lang', 'yuyan'],
      line: 'language',
      run: (at) => still({ ...at, lang: at.lang === 'zh' ? 'en' : 'zh' }),
    },
    { zh: '退出登录', en: 'sign out', also: ['tcdl', 'logout'], line: 'sign-out', run: signOut },
    {
      zh: '退出程序',
      en: 'quit',
      also: ['tc', 'q', 'quit', 'exit'],
      line: 'quit',
      run: (at) => [at, [{ do: 'sign-out' }, { do: 'quit' }]],
    },
  ];
}
