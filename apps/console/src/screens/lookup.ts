import { FindPersons, ListOperators, WorklistPage, type Role } from '@houzhai/contracts';
import { kindLabel, statusLabel } from '@houzhai/i18n';
import type { Effect, Model, Step } from '../app/model.ts';
import { read } from '../app/perform.ts';
import type { FlagKind } from '../hz/flags.ts';
import type { Option } from '../widgets/form.ts';
import { areaName } from './areas.ts';

/** Who can be picked where an operator is asked for. */
export interface People {
  readonly area?: string;
  readonly role?: Role;
}

/** Asks who or what fits a text: an operator, an errand, else a resident. */
export function lookUp(
  slot: string,
  kind: FlagKind | undefined,
  text: string,
  people: People,
  found: (options: readonly Option[], model: Model) => Step,
): Effect {
  switch (kind) {
    case 'operator':
      return read(slot, ListOperators, { text: text.toLowerCase(), activeOnly: true, ...people }, ({ rows }, at) =>
        found(
          rows.slice(0, 20).map((row) => ({ value: row.operatorId, label: `${row.displayName}  ${row.account}`, also: row.account })),
          at,
        ),
      );
    case 'errand':
      return read(slot, WorklistPage, { no: text.toUpperCase(), limit: 8 }, ({ rows }, at) =>
        found(
          rows.map((row) => ({
            value: row.errandId,
            label: `${row.no}  ${kindLabel(row.kind, at.lang)}  ${statusLabel(row.status, at.lang)}`,
            also: row.no,
          })),
          at,
        ),
      );
    default:
      return read(slot, FindPersons, { text, limit: 8 }, ({ rows }, at) =>
        found(
          rows.map((row) => ({
            value: row.personId,
            label: `${row.label}  ${row.phoneMasked ?? '—'}  ${areaName(at, row.area)}  ${row.no}`,
            also: row.no,
          })),
          at,
        ),
      );
  }
}
