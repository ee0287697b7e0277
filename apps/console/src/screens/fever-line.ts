import { FeversPage, type FeverRow } from '@houzhai/contracts';
import { feverStatusLabel } from '@houzhai/i18n';
import { t, type Effect, type Model, type Step } from '../app/model.ts';
import { read } from '../app/perform.ts';
import type { Line } from '../paint/styled.ts';
import { nextStepText } from './fevers.screen.ts';
import { mayAsk, pair } from './record-lines.ts';

/** Asks for the latest fever that belongs to an arrival or an isolation, where it may be known. */
export const readFever = (
  model: Model,
  slot: string,
  of: { readonly arrivalId: string } | { readonly isolationId: string },
  got: (fever: FeverRow | undefined, model: Model) => Step,
): readonly Effect[] =>
  mayAsk(model, FeversPage) ? [read(`${slot}-fever`, FeversPage, { ...of, limit: 1 }, ({ rows: [row] }, at) => got(row, at))] : [];

/** The line of a card about somebody's fever: where it stands and what comes next. */
export const feverLines = (model: Model, fever: FeverRow | undefined): readonly Line[] =>
  fever === undefined
    ? []
    : [
        pair(
          model,
          t(model, '发热', 'Fever'),
          [fever.no, feverStatusLabel(fever.status, model.lang), nextStepText(model, fever), t(model, 'f 打开', 'f opens it')]
            .filter((word) => word !== '')
            .join(' · '),
          fever.status === 'RESOLVED' ? 'plain' : 'alarm',
        ),
      ];
