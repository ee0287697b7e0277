import {
  TaskForceChanged,
  TaskForceDeployed,
  TaskForceDeploymentCanceled,
  TaskForceDeploymentOverdue,
  TaskForceDeploymentPlanned,
  TaskForceDisbanded,
  TaskForceFormed,
  TaskForceRecalled,
  type DataOf,
  type EventContract,
} from '@houzhai/contracts';
import { areaNow, pathOf, type TaskForce } from './task-force.ts';

const FACTS = {
  formed: TaskForceFormed,
  changed: TaskForceChanged,
  'deployment-planned': TaskForceDeploymentPlanned,
  'deployment-canceled': TaskForceDeploymentCanceled,
  deployed: TaskForceDeployed,
  'deployment-overdue': TaskForceDeploymentOverdue,
  recalled: TaskForceRecalled,
  disbanded: TaskForceDisbanded,
} as const;

/** A fact about a team: which, and what is particular to it. */
export type TaskForceFact = {
  [K in keyof typeof FACTS]: { readonly fact: K } & Omit<DataOf<(typeof FACTS)[K]>, keyof DataOf<typeof TaskForceFormed>>;
}[keyof typeof FACTS];

/** Turns a fact into the contract's event: the last one says it all, so each holds the whole team. */
export function publishTaskForce(team: TaskForce, fact: TaskForceFact): { readonly contract: EventContract; readonly data: unknown } {
  const { fact: kind, ...own } = fact;
  const { no, status, homeArea, leaderId, strength } = team;
  const at = areaNow(team);
  const memberIds = team.members.map(({ operatorId }) => operatorId).filter((id) => id !== leaderId);
  return { contract: FACTS[kind], data: { no, status, homeArea, at, path: pathOf(at), leaderId, memberIds, strength, ...own } };
}
