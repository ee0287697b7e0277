export { LANGUAGES, languageOf, type Language, type Text } from './language.ts';
export { actionLabel, eventsWithoutLabel, historyLabel, kindLabel, roleLabel, sourceLabel, statusLabel } from './errand-labels.ts';
export * from './checkpoint-labels.ts';
export * from './isolation-labels.ts';
export * from './screening-labels.ts';
export { clockTime, distance, money } from './formats.ts';
export { ruleText } from './rules.ts';
export { exitCodeOf, sentenceOf } from './refusals.ts';
export type { Say } from './sentence.ts';
