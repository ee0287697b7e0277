import type { Option } from 'commander';

/** Titles of the parts of help. */
const TITLES: Readonly<Record<string, string>> = {
  'Usage:': '用法：',
  'Options:': '选项：',
  'Commands:': '命令：',
  'Arguments:': '参数：',
};

/** What help says of an option; its choices are named once. */
function optionInChinese({ description, argChoices = [] }: Option): string {
  const unsaid = argChoices.filter((choice) => !description.includes(choice));
  return unsaid.length === 0 ? description : `${description}（${argChoices.join('，')}）`;
}

/** How help is set in Chinese. */
export const HELP_IN_CHINESE = { styleTitle: (title: string): string => TITLES[title] ?? title, optionDescription: optionInChinese };
