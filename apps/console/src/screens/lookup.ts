import {
  ArrivalsPage,
  FindPersons,
  FindRegions,
  IsolationSitesPage,
  IsolationsPage,
  ListCheckpoints,
  ListOperators,
  ScreeningTeams,
  WorklistPage,
  type Role,
} from '@houzhai/contracts';
import { counted, checkpointStatusLabel, kindLabel, statusLabel } from '@houzhai/i18n';
import { t, type Effect, type Model, type Step } from '../app/model.ts';
import { read } from '../app/perform.ts';
import type { FlagKind } from '../hz/flags.ts';
import type { Option } from '../widgets/form.ts';
import { areaName } from './areas.ts';

/** Who can be picked where an operator is asked for, at which checkpoint heads wait that can be, and which cases. */
export interface People {
  readonly area?: string;
  readonly role?: Role;
  readonly checkpointId?: string;
  /** Cases without a bed alone. */
  readonly noBed?: boolean;
}

/** Asks who or what fits a text: an operator, an errand, a division of the country, a checkpoint, a waiting head, else a resident. */
export function lookUp(
  slot: string,
  kind: FlagKind | undefined,
  text: string,
  people: People,
  found: (options: readonly Option[], model: Model) => Step,
): Effect {
  const { checkpointId, noBed, ...operators } = people;
  switch (kind) {
    case 'operator':
      return read(slot, ListOperators, { text: text.toLowerCase(), activeOnly: true, ...operators }, ({ rows }, at) =>
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
    case 'stay':
      return read(slot, FindRegions, { text, limit: 20 }, ({ rows }, at) =>
        found(
          rows.map(({ code, zh, full }) => ({ value: code, label: full === zh ? zh : `${zh}  ${full}`, also: code })),
          at,
        ),
      );
    case 'checkpoint':
      return read(slot, ListCheckpoints, {}, ({ rows }, at) =>
        found(
          rows
            .filter(({ code, name }) => `${code}\n${name}`.toLowerCase().includes(text.toLowerCase()))
            .map(({ checkpointId: value, code, name, status }) => ({
              value,
              label: `${code}  ${name}  ${checkpointStatusLabel(status, at.lang)}`,
              also: code,
            })),
          at,
        ),
      );
    case 'isolation':
      return read(slot, IsolationsPage, { no: text, open: true, ...(noBed === undefined ? {} : { noBed }), limit: 20 }, ({ rows }, at) =>
        found(
          rows.map(({ isolationId, no, label, area }) => ({
            value: isolationId,
            label: `${label}  ${no}  ${areaName(at, area)}`,
            also: no,
          })),
          at,
        ),
      );
    case 'site':
      return read(slot, IsolationSitesPage, { anywhere: true }, ({ rows }, at) =>
        found(
          rows
            .filter(({ code, name }) => `${code}\n${name}`.toLowerCase().includes(text.toLowerCase()))
            .map(({ siteId: value, code, name, area, free, rooms }) => ({
              value,
              label: t(
                at,
                `${code}  ${name}  ${areaName(at, area)}  空 ${String(free)}/${String(rooms)}`,
                `${code}  ${name}  ${areaName(at, area)}  free ${String(free)}/${String(rooms)}`,
              ),
              also: code,
            })),
          at,
        ),
      );
    case 'task-force':
      return read(slot, ScreeningTeams, {}, ({ rows }, at) =>
        found(
          rows
            .filter(({ no, status }) => String(no).startsWith(text) && status !== 'DISBANDED')
            .slice(0, 60)
            .map(({ teamId: value, no, at: area, strength }) => ({
              value,
              label: t(at, `${String(no)} 队  ${areaName(at, area)}  ${String(strength)} 人`, `Team ${String(no)}  ${areaName(at, area)}  ${counted(strength, 'person', 'people')}`),
              also: String(no),
            })),
          at,
        ),
      ); // prettier-ignore
    case 'arrival': {
      const input = { no: text, custody: ['WAITING' as const], limit: 20, ...(checkpointId === undefined ? {} : { checkpointId }) };
      return read(slot, ArrivalsPage, input, ({ rows }, at) =>
        found(
          rows.map(({ arrivalId, no, label, area }) => ({ value: arrivalId, label: `${label}  ${no}  ${areaName(at, area)}`, also: no })),
          at,
        ),
      );
    }
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
