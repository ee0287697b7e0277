import type { ListServiceModules, MoneyBalance, MoneyEntries, ModuleChange, ModuleVersion, OutputOf, PublishServiceModule, ServiceModuleDetail, ServiceModuleVersions } from '@houzhai/contracts'; // prettier-ignore
import {
  balanceText,
  clockTime,
  fieldTypeLabel,
  kindLabel,
  minutesText,
  moduleChangeText,
  money,
  moneyKindLabel,
  moneySideLabel,
  signedMoney,
  type Language,
} from '@houzhai/i18n';
import { nameIn, type Names, type PrintedRows } from './checkpoint-rows.ts';

type Tables = Readonly<Record<string, (value: unknown, names: Names, lang: Language, zh: boolean) => readonly PrintedRows[]>>;

const changeRows = (changes: readonly ModuleChange[], lang: Language, zh: boolean): PrintedRows =>
  changes.map((change) => ({ [zh ? '改动' : 'what changes']: moduleChangeText(change, lang) }));

const versionRows = (versions: readonly ModuleVersion[], names: Names, lang: Language, zh: boolean): PrintedRows =>
  versions.map(({ formVersion, publishedAt, publishedBy, changes }) => ({
    [zh ? '版本' : 'form']: formVersion,
    [zh ? '发布' : 'published']: clockTime(publishedAt, lang),
    [zh ? '发布人' : 'by']: publishedBy === undefined ? '' : nameIn(names, publishedBy),
    [zh ? '改动' : 'what changed']: changes.map((change) => moduleChangeText(change, lang)).join('；'),
  }));

const TABLES: Tables = {
  ListServiceModules: (value, _, lang, zh) => [
    (value as OutputOf<typeof ListServiceModules>).rows.map((row) => ({
      [zh ? '代号' : 'code']: row.code,
      [zh ? '名称' : 'name']: row[lang],
      [zh ? '启用' : 'in use']: row.active ? (zh ? '是' : 'yes') : zh ? '否' : 'no',
      [zh ? '类别' : 'kinds']: row.kinds.map((kind) => kindLabel(kind, lang)).join(' '),
      [zh ? '字段' : 'questions']: row.fields.length,
      [zh ? '版本' : 'form']: row.formVersion,
      ...(row.openErrands === undefined ? {} : { [zh ? '在办' : 'open']: row.openErrands }),
    })),
  ],
  ServiceModuleDetail: (value, names, lang, zh) => {
    const { row, terms, versions } = value as OutputOf<typeof ServiceModuleDetail>;
    return [
      [
        {
          [zh ? '代号' : 'code']: row.code,
          [zh ? '中文名称' : 'Chinese name']: row.zh,
          [zh ? '英文名称' : 'English name']: row.en,
          [zh ? '启用' : 'in use']: row.active ? (zh ? '是' : 'yes') : zh ? '否' : 'no',
          [zh ? '版本' : 'form']: row.formVersion,
          [zh ? '在办' : 'open']: row.openErrands ?? 0,
        },
      ],
      terms.map(({ kind, acceptMinutes, completeMinutes, own }) => ({
        [zh ? '类别' : 'kind']: kindLabel(kind, lang),
        [zh ? '受理' : 'accept']: minutesText(acceptMinutes, lang),
        [zh ? '办结' : 'complete']: minutesText(completeMinutes, lang),
        [zh ? '来自' : 'from']: own ? (zh ? '本模块' : 'the module') : zh ? '策略' : 'the policy',
      })),
      row.fields.map(({ key, type, zh: chinese, en, required, choices }) => ({
        [zh ? '键' : 'key']: key,
        [zh ? '类型' : 'type']: fieldTypeLabel(type, lang),
        [zh ? '中文' : 'Chinese']: chinese,
        [zh ? '英文' : 'English']: en,
        [zh ? '必填' : 'required']: required ? (zh ? '是' : 'yes') : '',
        [zh ? '选项' : 'choices']: (choices ?? []).join('、'),
      })),
      versionRows(versions, names, lang, zh),
    ];
  },
  ServiceModuleVersions: (value, names, lang, zh) => {
    const { rows, compared } = value as OutputOf<typeof ServiceModuleVersions>;
    return [compared ? changeRows(compared, lang, zh) : versionRows(rows, names, lang, zh)];
  },
  MoneyBalance: (value, names, lang, zh) => [
    (value as OutputOf<typeof MoneyBalance>).rows.map((row) => ({
      [zh ? '代办员' : 'agent']: nameIn(names, row.agentId),
      [zh ? '在手' : 'in hand']: balanceText(row.balanceFen),
      [zh ? '预付' : 'advance']: money(row.advanceFen),
      [zh ? '花费' : 'spent']: money(row.spentFen),
      [zh ? '退还' : 'refund']: money(row.refundFen),
      [zh ? '移交' : 'passed on']: row.transferFen === 0 ? '' : signedMoney(row.transferFen),
      [zh ? '未结单' : 'open errands']: row.openErrands,
      [zh ? '最早' : 'since']: row.oldestAt === undefined ? '' : clockTime(row.oldestAt, lang),
    })),
  ],
  MoneyEntries: (value, names, lang, zh) => [
    (value as OutputOf<typeof MoneyEntries>).rows.map((row) => ({
      [zh ? '时间' : 'when']: clockTime(row.at, lang),
      [zh ? '代办单' : 'errand']: row.errandNo,
      '#': row.no,
      [zh ? '种类' : 'what']: moneyKindLabel(row.kind, lang),
      [zh ? '对方' : 'other side']: moneySideLabel(row.side, lang),
      [zh ? '更正' : 'corrects']: row.corrects ?? '',
      [zh ? '金额' : 'amount']: signedMoney(row.amountFen),
      [zh ? '本单在手' : 'in hand']: balanceText(row.balanceFen),
      [zh ? '代办员' : 'agent']: nameIn(names, row.agentId),
      [zh ? '录入' : 'entered by']: nameIn(names, row.recordedBy),
    })),
  ],
  PublishServiceModule: (value, _, lang, zh) => {
    const { code, formVersion, changes, openErrands, dryRun } = value as OutputOf<typeof PublishServiceModule>;
    return [
      [
        {
          [zh ? '代号' : 'code']: code,
          [zh ? '版本' : 'form']: formVersion,
          [zh ? '在办（按原表单）' : 'open, on their own form']: openErrands,
          [zh ? '结果' : 'result']: dryRun ? (zh ? '只是试算，未发布' : 'tried, not published') : zh ? '已生效' : 'live',
        },
      ],
      changeRows(changes, lang, zh),
    ];
  },
};

/** Answers about service modules and money as tables people read. */
export const moduleTables = (contract: string, value: unknown, names: Names, lang: Language): readonly PrintedRows[] =>
  TABLES[contract]?.(value, names, lang, lang === 'zh') ?? [];
/** Operations that `moduleTables` knows. */
export const MODULE_ANSWERS: readonly string[] = Object.keys(TABLES);
