import * as errandCommands from './errands/errand.commands.ts';
import * as errandBatch from './errands/errand.batch.ts';
import * as errandEvents from './errands/errand.events.ts';
import * as errandQueries from './errands/errand.queries.ts';
import * as errandHistory from './errands/errand-history.ts';
import * as money from './errands/money.ts';
import * as serviceModule from './errands/service-module.ts';
import * as insuranceCardEvents from './errands/insurance-card.events.ts';
import * as insuranceCard from './errands/insurance-card.ts';
import * as medicineRunEvents from './errands/medicine-run.events.ts';
import * as medicineRunCommands from './errands/medicine-run.commands.ts';
import * as medicineRun from './errands/medicine-run.ts';
import * as supplyNeed from './errands/supply-need.ts';
import * as careLinkCommands from './errands/care-link.commands.ts';
import * as careLink from './errands/care-link.ts';
import * as callEvents from './errands/call.events.ts';
import * as call from './errands/call.ts';
import * as needReportEvents from './errands/need-report.events.ts';
import * as needReport from './errands/need-report.ts';
import * as suggestion from './errands/suggestion.ts';
import * as person from './census-screening/person.ts';
import * as personIdentity from './census-screening/person-identity.ts';
import * as personFile from './census-screening/person-file.ts';
import * as erasure from './census-screening/erasure.ts';
import * as place from './census-screening/place.ts';
import * as imports from './census-screening/import.ts';
import * as region from './census-screening/region.ts';
import * as checkpoint from './census-screening/checkpoint.ts';
import * as arrival from './census-screening/arrival.ts';
import * as escort from './census-screening/escort.ts';
import * as passengerTemperature from './census-screening/passenger-temperature.ts';
import * as escortEvents from './census-screening/escort.events.ts';
import * as custody from './census-screening/custody.ts';
import * as isolationCommands from './census-screening/isolation.commands.ts';
import * as isolation from './census-screening/isolation.ts';
import * as feverCommands from './census-screening/fever.commands.ts';
import * as fever from './census-screening/fever.ts';
import * as workSheet from './census-screening/work-sheet.ts';
import * as isolationBoard from './census-screening/isolation-board.ts';
import * as isolationSiteCommands from './census-screening/isolation-site.commands.ts';
import * as isolationSite from './census-screening/isolation-site.ts';
import * as screeningCommands from './census-screening/screening.commands.ts';
import * as screeningEvents from './census-screening/screening.events.ts';
import * as screening from './census-screening/screening.ts';
import * as integrity from './census-screening/integrity.ts';
import * as screeningSheets from './census-screening/screening-sheets.ts';
import * as session from './command-center/session.ts';
import * as secondFactor from './command-center/second-factor.ts';
import * as operator from './command-center/operator.ts';
import * as partner from './command-center/partner.ts';
import * as board from './command-center/board.ts';
import * as alert from './command-center/alert.ts';
import * as breakGlass from './command-center/break-glass.ts';
import * as taskForceValues from './command-center/task-force.values.ts';
import * as taskForce from './command-center/task-force.ts';
import * as taskForceSheet from './command-center/task-force-sheet.ts';
import * as combatUnit from './command-center/combat-unit.ts';
import * as explainAccess from './command-center/explain-access.ts';
import { APPROVALS } from './approval.ts';
import { AUDIT_CONTRACTS, AuditAnchors } from './audit.ts';
import { DELIVERY } from './delivery.ts';
import { KEY_STATES } from './keys.ts';
import { LEDGERS } from './ledger.ts';
import { skippedOf } from './skipped.ts';
import type { Command, EventContract, Query } from './contract.ts';

const everything: readonly object[] = [
  errandCommands,
  errandBatch,
  errandEvents,
  errandQueries,
  errandHistory,
  money,
  serviceModule,
  insuranceCardEvents,
  insuranceCard,
  medicineRunEvents,
  medicineRunCommands,
  medicineRun,
  supplyNeed,
  careLinkCommands,
  careLink,
  callEvents,
  call,
  needReportEvents,
  needReport,
  suggestion,
  person,
  personIdentity,
  personFile,
  erasure,
  place,
  imports,
  region,
  checkpoint,
  arrival,
  escort,
  passengerTemperature,
  escortEvents,
  custody,
  isolationCommands,
  isolation,
  feverCommands,
  fever,
  workSheet,
  isolationBoard,
  isolationSiteCommands,
  isolationSite,
  screeningCommands,
  screeningEvents,
  screening,
  integrity,
  screeningSheets,
  session,
  secondFactor,
  operator,
  partner,
  board,
  alert,
  breakGlass,
  taskForceValues,
  taskForce,
  taskForceSheet,
  combatUnit,
  explainAccess,
  LEDGERS,
  KEY_STATES,
  AUDIT_CONTRACTS,
  { AuditAnchors },
  ...Object.values(DELIVERY),
  ...Object.values(APPROVALS),
].flatMap((module) =>
  // Loaders differ in the order of a module's names; what is made from the contracts must not.
  Object.entries(module)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([, contract]) => contract as object),
);

const ofKind = <T extends { kind: string }>(kind: T['kind']): readonly T[] =>
  everything.filter((entry): entry is T => 'kind' in entry && entry.kind === kind);

/** Every command of the platform. */
export const COMMANDS = ofKind<Command>('command');
/** Every query of the platform. */
export const QUERIES = ofKind<Query>('query');
/** Every event of the platform. */
export const EVENTS = skippedOf(ofKind<EventContract>('event'));

const bySubject = new Map<string, Command | Query>([...COMMANDS, ...QUERIES].map((contract) => [contract.subject, contract]));
const byType = new Map<string, EventContract>(EVENTS.map((event) => [event.type, event]));

/** The operation a subject belongs to, if it is one of ours. */
export const findOperation = (subject: string): Command | Query | undefined => bySubject.get(subject);
const byName = new Map<string, Command | Query>([...COMMANDS, ...QUERIES].map((contract) => [contract.name, contract]));
/** The operation of a name. */
export const findOperationByName = (name: string): Command | Query | undefined => byName.get(name);
/** The event contract of a CloudEvents type, if it is one of ours. */
export const findEvent = (type: string): EventContract | undefined => byType.get(type);
