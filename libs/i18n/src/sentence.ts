import type { RefusalCode, RefusalParams } from '@houzhai/contracts';
import type { Language } from './language.ts';

/** A refusal in words. */
export type Sentence<C extends RefusalCode> = (params: RefusalParams<C>, say: Say) => string;

/** What a sentence may ask for: names of people it only knows by id, and the language. */
export interface Say {
  readonly lang: Language;
  /** How colleagues see an operator; the id's end where the name is not known. */
  readonly operator: (id: string) => string;
}

/** Refusals as sentences, each in both languages. */
export type Sentences<K extends RefusalCode> = { readonly [C in K]: Readonly<Record<Language, Sentence<C>>> };
