import { Inject, Injectable } from '@nestjs/common';
import { isWithin } from '@houzhai/auth';
import * as C from '@houzhai/contracts';
import {
  POLICY,
  ROLES,
  SUBDISTRICT,
  denialOf,
  findOperationByName,
  ok,
  refuse,
  subjectsFor,
  type AccessCheck,
  type Asker,
  type Command,
  type ExplainedAccess,
  type GuardCheck,
  type InputOf,
  type Outcome,
  type Query,
} from '@houzhai/contracts';
import { Answers, type Call } from '@houzhai/messaging';
import { accessPolicies, needsSecondPerson, reaching, type AccessPolicies, type AccessPolicy } from '@houzhai/persistence';
import { KIT, type Kit } from '@houzhai/service';

type Operator = Extract<Asker, { kind: 'operator' }>;
/** For whom it is explained. */
interface Subject {
  readonly asker: Operator;
  readonly scope: readonly string[];
}

/** Explains the one policy table with the policies in force. */
@Injectable()
export class AccessQueries {
  private readonly policies: AccessPolicies;

  constructor(@Inject(KIT) kit: Kit) {
    this.policies = accessPolicies(kit.pool, 'command_center');
  }

  @Answers(C.ExplainAccess)
  explain(input: InputOf<typeof C.ExplainAccess>, call: Call) {
    return reaching(async () => {
      const subject = subjectOf(input.as, call);
      if (!subject.ok) return subject;
      const contract = operationOf(input.operation);
      if (!contract) return refuse('access.no-such-operation', {});
      return ok(explained(contract, subject.value, input.on, await this.policies.inForce(call.now)));
    });
  }

  @Answers(C.ListAccess)
  list(input: InputOf<typeof C.ListAccess>, call: Call) {
    return reaching(async () => {
      const subject = subjectOf(input.as, call);
      if (!subject.ok) return subject;
      const policy = await this.policies.inForce(call.now);
      const rows = POLICY.flatMap(({ operation }) => {
        const contract = findOperationByName(operation);
        return contract ? [explained(contract, subject.value, undefined, policy)] : [];
      });
      return ok({
        rows: rows.map(({ service, kind, may, within, secondPersonMinutes, subject: to, operation }) => ({
          operation,
          service,
          kind,
          may,
          ...(within === undefined ? {} : { within }),
          ...(secondPersonMinutes === undefined ? {} : { secondPersonMinutes }),
          subject: to,
        })),
      });
    });
  }
}

/** An operation by its name as it is written, or in any case; one that every service has by its name alone, as errands has it. */
function operationOf(name: string): Command | Query | undefined {
  const exact = findOperationByName(name) ?? findOperationByName(`${name}-errands`);
  if (exact) return exact;
  const row = POLICY.find(({ operation }) => operation.toLowerCase() === name.toLowerCase());
  return row && findOperationByName(row.operation);
}

function subjectOf(as: string | undefined, { caller }: Call): Outcome<Subject, 'access.no-such-role'> {
  if (as === undefined)
    return caller.kind === 'operator' ? ok({ asker: caller, scope: caller.scope }) : refuse('access.unauthenticated', {});
  const [word = '', area = 'a00'] = as.split('@');
  const role = ROLES.find((one) => one === word);
  if (!role) return refuse('access.no-such-role', { roles: ROLES.join(' ') });
  const scope = [area === 'a00' ? SUBDISTRICT : `${SUBDISTRICT}/${area}`];
  return ok({ asker: { kind: 'operator', roles: [role], readOnly: false, mustChangePassword: false }, scope });
}

/** Checks in the order of the guard: those before the denial passed, those after it were not looked at. */
function guardChecks(contract: Command | Query, asker: Operator): AccessCheck[] {
  const denial = denialOf(contract, asker);
  const order: readonly GuardCheck[] =
    contract.access.who === 'ROLES' ? ['signed-in', 'role', 'password', 'second-factor', ...(contract.kind === 'command' ? (['read-only'] as const) : [])] : ['signed-in']; // prettier-ignore
  const until = denial ? order.indexOf(denial.check) : order.length;
  return [
    ...order.slice(0, until).map((check) => ({ check, passed: true })),
    ...(denial ? [{ check: denial.check, passed: false, code: denial.code }] : []),
  ];
}

function explained(contract: Command | Query, { asker, scope }: Subject, on: string | undefined, policy: AccessPolicy): ExplainedAccess {
  const row = POLICY.find(({ operation }) => operation === contract.name);
  const checks = guardChecks(contract, asker);
  const within = row?.within;
  if (within === 'JURISDICTION' && on !== undefined) {
    const inside = scope.some((own) => isWithin(on, own));
    checks.push({ check: 'jurisdiction', passed: inside, ...(inside ? {} : { code: 'record.not-found' }) });
  }
  const second = row?.maySecondPerson === true && needsSecondPerson(policy, contract.name, contract.service);
  if (second && checks.every(({ passed }) => passed))
    checks.push({ check: 'second-person', passed: true, code: 'access.second-person-required' });
  const sends = subjectsFor(asker.roles).includes(contract.subject);
  checks.push({ check: 'subject', passed: sends });
  return {
    operation: contract.name,
    kind: contract.kind,
    service: contract.service,
    subject: contract.subject,
    may: checks.every(({ passed }) => passed),
    ...(within === undefined ? {} : { within }),
    checks,
    ...(second ? { secondPersonMinutes: Math.ceil(policy.secondPerson.minutes) } : {}),
    needsReason: C.needsReason(contract),
    roles: [...(row?.roles ?? [])],
  };
}
