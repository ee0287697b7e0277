import {
  AcceptErrand,
  COMMANDS,
  POLICY,
  QUERIES,
  ROLES,
  RequestErrand,
  type Command,
  type Query,
  type Role,
  type Service,
} from '@houzhai/contracts';
import { needsSecondPerson, type AccessPolicy } from '@houzhai/persistence';
import type { NatsConnection } from '@nats-io/transport-node';
import access from '../../../seeds/policies/access.1.json' with { type: 'json' };
import { startPlatform, type HeldOperator, type Platform, type TestOperator } from './platform.ts';
import { freshId, rawCall } from './raw-call.ts';
import { seedAreas, seedModules, seedPerson, valueOf } from './seed.ts';

export type Operation = Command | Query;
export const OPERATIONS: readonly Operation[] = [...COMMANDS, ...QUERIES];
const rowOf = new Map(POLICY.map((row) => [row.operation, row]));
const whoMay = ({ name }: Operation): string => rowOf.get(name)?.who ?? 'NOBODY';
/** Operations for roles; those of a guest or of anybody signed in are for everybody. */
export const GUARDED = OPERATIONS.filter((operation) => ['ROLES', 'SERVICES'].includes(whoMay(operation)));
/** Those that only services may ask. */
export const SERVICES_ONLY = new Set<string>(POLICY.flatMap(({ who, operation }) => (who === 'SERVICES' ? [operation] : [])));
/** What the policy in force keeps for a second person. */
export const isHeld = ({ name, service }: Operation): boolean =>
  rowOf.get(name)?.maySecondPerson === true && needsSecondPerson(access.values as AccessPolicy, name, service);

/** One call as a hostile client may make it. */
export const send = (nc: NatsConnection, operation: Operation, token: string, input: unknown = operation.examples[0]) =>
  rawCall(nc, operation.subject, JSON.stringify(input), { token, commandId: freshId() });

/** A platform with an operator of every role in a08, somebody who has them all, and a person and an errand in a07. */
export interface EveryRole {
  readonly platform: Platform;
  /** A session whose connection may send everything: what is asked there is what the services say. */
  readonly everything: HeldOperator;
  readonly byRole: ReadonlyMap<Role, TestOperator>;
  /** Connections inside CORE from which the ledger of a service can be asked for at all. */
  readonly inside: Record<Service, NatsConnection>;
  readonly there: { readonly personId: string; readonly errandId: string; readonly agentId: string; readonly no: string };
  readonly here: TestOperator;
}

export async function startEveryRole(): Promise<EveryRole> {
  const platform = await startPlatform();
  const admin = await platform.operator(['PLATFORM_ADMIN', 'DUTY_OFFICER']);
  await seedAreas(admin);
  await seedModules(admin);
  const everything = await platform.operator(ROLES);
  const byRole = new Map(await Promise.all(ROLES.map(async (role) => [role, await platform.operator([role], ['houzhai/a08'])] as const)));
  const center = await platform.staticUser('command-center', '_INBOX.command-center');
  const inside = { errands: center, 'census-screening': center, 'command-center': await platform.staticUser('errands', '_INBOX.errands') };
  const desk = await platform.operator(['COMMUNITY_WORKER'], ['houzhai/a07']);
  const agent = await platform.operator(['AGENT'], ['houzhai/a07']);
  const here = await platform.operator(['AGENT'], ['houzhai/a08']);
  const personId = await seedPerson(desk, 'a07');
  const asked = { beneficiaryId: personId, moduleCode: 'standing-1', kind: 'PURCHASE' as const, items: [{ name: '大米' }] };
  const { errandId, no } = valueOf(await desk.client.command(RequestErrand, asked));
  valueOf(await agent.client.command(AcceptErrand, { errandId }));
  return { platform, everything, byRole, inside, here, there: { personId, errandId, agentId: agent.operatorId, no } };
}
