import type { SessionEnding } from '@houzhai/messaging';
import { t, type Model } from './model.ts';

/** How a session ended, in words. */
export function endingText(model: Pick<Model, 'lang'>, { why, by }: SessionEnding): string {
  const whom = { zh: by === undefined ? '' : `由 ${by} `, en: by === undefined ? '' : ` by ${by}` };
  switch (why) {
    case 'SIGNED_OUT':
      return t(model, '已在别处结束本次登录', 'You ended this session elsewhere');
    case 'DISABLED':
      return t(model, `账号已${whom.zh}停用`, `The account was disabled${whom.en}`);
    case 'RESET':
      return t(model, `口令已${whom.zh}重置`, `The account was reset${whom.en}`);
    case 'PASSWORD_CHANGED':
      return t(model, '口令已在别处更改', 'The password was changed elsewhere');
    case 'ENDED':
      return t(model, `本次登录已${whom.zh}结束`, `You were signed out${whom.en}`);
    case 'EXPIRED':
    case undefined:
      return t(model, '登录已失效', 'The session ended');
  }
}
