import type { RefusalCode } from '@houzhai/contracts';
import { kindLabel } from './errand-labels.ts';
import { clockTime } from './formats.ts';
import { changeWordsText, fieldTypeLabel } from './module-labels.ts';
import type { Sentences } from './sentence.ts';

/** Refusals about service modules and answers to their forms as sentences. */
export const MODULE_SENTENCES: Sentences<Extract<RefusalCode, `service-module.${string}`>> = {
  'service-module.inactive': {
    zh: ({ code }) => `模块 ${code} 已停用；请选其他模块`,
    en: ({ code }) => `Module ${code} is switched off; choose another`,
  },
  'service-module.unknown': {
    zh: ({ code }) => `没有模块 ${code}；hz service-module list 可查`,
    en: ({ code }) => `No module ${code}; see hz service-module list`,
  },
  'service-module.exists': {
    zh: ({ code }) => `模块 ${code} 已存在；换一个代号，或打开它按 e 发布新版`,
    en: ({ code }) => `Module ${code} exists; choose another code, or open it and press e to publish a new version`,
  },
  'service-module.answer-missing': { zh: ({ field }) => `请填写“${field}”`, en: ({ field }) => `Answer “${field}”` },
  'service-module.answer-unfit': {
    zh: ({ field }) => `“${field}”填写不合要求；请更正`,
    en: ({ field }) => `The answer to “${field}” does not fit; correct it`,
  },
  'service-module.form-unknown': {
    zh: ({ code, form, current }) =>
      `模块 ${code} 没有保存第 ${String(form)} 版表单，现行为第 ${String(current)} 版；请重新打开表单填写，或用 hz service-module versions 查看`,
    en: ({ code, form, current }) =>
      `Module ${code} has no form ${String(form)} that is kept, today’s is ${String(current)}; open the form again, or see hz service-module versions`,
  },
  'service-module.name-taken': {
    zh: ({ code }) => `模块 ${code} 已用这个名称；人们按名称选模块，请换一个`,
    en: ({ code }) => `Module ${code} has that name; people choose by the name, use another`,
  },
  'service-module.key-twice': {
    zh: ({ field }) => `两个字段的键都是 ${field}；请改其中一个`,
    en: ({ field }) => `Two fields have the key ${field}; change one of them`,
  },
  'service-module.choices-missing': {
    zh: ({ field }) => `单选字段 ${field} 至少要两个选项；请补充，或改用其他类型`,
    en: ({ field }) => `Field ${field} is a choice and needs two choices or more; add them, or use another type`,
  },
  'service-module.choices-twice': {
    zh: ({ field, choice }) => `字段 ${field} 的选项“${choice}”出现两次；请删去一个`,
    en: ({ field, choice }) => `Field ${field} has the choice “${choice}” twice; take one out`,
  },
  'service-module.choices-unfit': {
    zh: ({ field }) => `字段 ${field} 不是单选，不能有选项；请删去选项，或改为单选`,
    en: ({ field }) => `Field ${field} is no choice and can have none; take the choices out, or make it a choice`,
  },
  'service-module.sla-too-short': {
    zh: ({ kind }) => `“${kindLabel(kind, 'zh')}”的办结时限短于受理时限；请改长`,
    en: ({ kind }) => `The term to complete is shorter than the term to accept for ${kindLabel(kind, 'en').toLowerCase()}; make it longer`,
  },
  'service-module.sla-other': {
    zh: ({ kind }) => `给“${kindLabel(kind, 'zh')}”定了时限，但模块不办这一类；请加上类别或删去时限`,
    en: ({ kind }) =>
      `There is a term for ${kindLabel(kind, 'en').toLowerCase()}, which the module does not serve; add the kind or drop the term`,
  },
  'service-module.field-type-changed': {
    zh: ({ field, type, form }) =>
      `字段 ${field} 在第 ${String(form)} 版是“${fieldTypeLabel(type, 'zh')}”，已有代办按它填写，类型不能改；请停用它，另加一个新键的字段`,
    en: ({ field, type, form }) =>
      `Field ${field} is ${fieldTypeLabel(type, 'en').toLowerCase()} in form ${String(form)} and errands were made with it, so its type stays; retire it and add a field with another key`,
  },
  'service-module.nothing-changed': {
    zh: () => '与现行版本相同，无须发布',
    en: () => 'It is the same as the present version; there is nothing to publish',
  },
  'service-module.is-so-already': {
    zh: () => '已经是这个状态；无须操作',
    en: () => 'It is so already; there is nothing to do',
  },
  'service-module.overtaken': {
    zh: ({ by, at, form, changed }, say) =>
      `${by === undefined ? '他人' : say.operator(by)} 已于 ${clockTime(at, 'zh')} 发布（现为第 ${String(form)} 版${changed === '' ? '' : `，改了 ${changeWordsText(changed, 'zh')}`}）；您的改动保留，请并入后再发布`,
    en: ({ by, at, form, changed }, say) =>
      `${by === undefined ? 'Somebody' : say.operator(by)} published at ${clockTime(at, 'en')} (now form ${String(form)}${changed === '' ? '' : `; changed: ${changeWordsText(changed, 'en')}`}); what you changed is kept, put it on top of that and publish`,
  },
  'service-module.serves-supplies': {
    zh: () => '隔离人员的物资代办用这个模块，不能停用，也不能去掉其类别；请先发布物资策略的新版本',
    en: () =>
      'Supplies of those in isolation are asked for through this module: it stays in use with that kind; publish another supply policy first',
  },
  'service-module.supplies-answer': {
    zh: ({ field }) => `隔离人员的物资代办由平台自动填写，答不了“${field}”；请把该字段改为选填或保留原选项`,
    en: ({ field }) =>
      `Supplies of those in isolation are asked for by the platform, which cannot answer “${field}”; make the field optional or keep its choices`,
  },
};
