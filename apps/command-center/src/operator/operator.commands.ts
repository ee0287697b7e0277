import { Inject, Injectable } from '@nestjs/common';
import { createHmac } from 'node:crypto';
import { actorOf, areaOf, covers, hashPassword, isWithin, keysOf, oneTimePassword, type Caller } from '@houzhai/auth';
import * as C from '@houzhai/contracts';
import { SUBDISTRICT, ok, refuse, type InputOf } from '@houzhai/contracts';
import { checkPhone } from '@houzhai/identity-numbers';
import { Answers, Handles, type Call } from '@houzhai/messaging';
import { envelopeOf, insertEvents, reaching, uuidv7, violatedUnique, type Work } from '@houzhai/persistence';
import { KIT, type Kit } from '@houzhai/service';
import type { Pool, PoolClient } from 'pg';
import { SessionEnding } from '../session/session-ending.partner.ts';
import { endSessions } from '../session/session.store.ts';
import { applyState, findOperator, listOperators, type StoredOperator } from './operator.store.ts';
import { disableOperator } from './operator.ts';

@Injectable()
export class OperatorCommands {
  private readonly kit: Kit;
  private readonly ending: SessionEnding;
  private readonly otpKey: Buffer;

  constructor(@Inject(KIT) kit: Kit, @Inject(SessionEnding) ending: SessionEnding) {
    this.kit = kit;
    this.ending = ending;
    [this.otpKey] = keysOf(kit.settings(['HZ_INDEX_KEY']).HZ_INDEX_KEY, 'HZ_INDEX_KEY');
  }

  /** Derived from the command, so that a repeated command answers the same without the password being stored. */
  private passwordFor(call: Call): string {
    return oneTimePassword(
      createHmac('sha256', this.otpKey)
        .update(`one-time-password:${actorOf(call.caller)}:${call.commandId}`)
        .digest(),
    );
  }

  @Handles(C.AddOperator)
  async add(input: InputOf<typeof C.AddOperator>, call: Call) {
    const password = this.passwordFor(call);
    const hash = await hashPassword(password, 'random');
    const outcome = await this.kit.unitOfWork
      .run(call, async (work) => {
        if (await findOperator(work.pool, { account: input.account })) return refuse('operator.account-taken', {});
        const stray = await strayOf(work.pool, input.scope, call.caller);
        if (stray !== undefined) return refuse('place.unknown', { path: stray });
        const id = uuidv7(work.now.epochMilliseconds);
        const operator = {
          id,
          account: input.account,
          displayName: input.displayName,
          roles: input.roles,
          scope: input.scope,
          active: true,
          mustChangePassword: true,
          passwordHash: hash,
        };
        return work.save(
          {
            table: 'operator',
            entity: 'operator',
            id,
            area: 'a00',
            from: 0,
            columns: applyState(operator),
            events: [{ contract: C.OperatorAdded, data: { roles: input.roles, scope: input.scope } }],
          },
          { operatorId: id, account: input.account },
        );
      })
      .catch((error: unknown) => {
        if (violatedUnique(error) === 'operator_account') return refuse('operator.account-taken', {});
        throw error;
      });
    return outcome.ok ? ok({ ...outcome.value, oneTimePassword: password }) : outcome;
  }

  /** Nobody signs in with them before a reset, so that no passwords of many people are about. */
  @Handles(C.AddOperators)
  addSeveral({ operators }: InputOf<typeof C.AddOperators>, call: Call) {
    type Refused = (typeof C.AddOperators)['refusals'][number];
    return this.kit.unitOfWork.inTransaction<C.OutputOf<typeof C.AddOperators>, Refused>(call, async (client) => {
      const accounts = operators.map(({ account }) => account);
      const stray = await strayOf(client, [...new Set(operators.flatMap(({ scope }) => scope))], call.caller);
      if (stray !== undefined) return { outcome: refuse('place.unknown', { path: stray }) };
      const added = operators.map((one) => ({ ...one, id: uuidv7(call.now.epochMilliseconds) }));
      const { rowCount } = await client.query(
        `insert into "command_center"."operator" ("id", "version", "account", "display_name", "roles", "scope", "active", "password_hash", "must_change_password")
         select o."id", 1, o."account", o."displayName", o."roles", o."scope", true, '', true
         from jsonb_to_recordset($1::jsonb) as o("id" uuid, "account" text, "displayName" text, "roles" jsonb, "scope" jsonb)
         on conflict ("account") do nothing`,
        [JSON.stringify(added)],
      );
      if (rowCount !== new Set(accounts).size || rowCount !== accounts.length) return { outcome: refuse('operator.account-taken', {}) };
      await insertEvents(
        client,
        'command_center',
        call.now,
        added.map(({ id, roles, scope }) => ({
          entity: 'operator',
          recordId: id,
          version: 1,
          area: 'a00',
          ...envelopeOf('command-center', call, { id, area: 'a00' }, { contract: C.OperatorAdded, data: { roles, scope } }, 1),
        })),
      );
      const value = { added: added.map(({ id, account }) => ({ operatorId: id, account })) };
      return { outcome: ok(value), auditDetails: { operators: added.map(({ id }) => id) } };
    });
  }

  @Handles(C.DisableOperator)
  disable(input: InputOf<typeof C.DisableOperator>, call: Call) {
    return this.kit.unitOfWork.run<{ disabled: boolean }, (typeof C.DisableOperator)['refusals'][number]>(call, async (work) => {
      const operator = await findOperator(work.pool, { id: input.operatorId });
      if (!operator || !looksAfter(call.caller, operator)) return refuse('record.not-found', { entity: 'operator' });
      const all = await listOperators(work.pool);
      const otherActiveAdmins = all.filter((one) => one.id !== operator.id && one.active && one.roles.includes('PLATFORM_ADMIN')).length;
      const decided = disableOperator(operator, { actorId: actorOf(call.caller), otherActiveAdmins });
      if (!decided.ok) return decided;
      // Before, so that a process that dies in between leaves none; after, for whoever came in meanwhile.
      await this.endAll(work.pool, operator.id, 'DISABLED', call);
      const saved = await work.save(
        {
          table: 'operator',
          entity: 'operator',
          id: operator.id,
          area: 'a00',
          from: operator.version,
          columns: applyState({ ...operator, active: false }),
          events: [{ contract: C.OperatorDisabled, data: {} }],
        },
        { disabled: true },
      );
      await this.endAll(work.pool, operator.id, 'DISABLED', call);
      return saved;
    });
  }

  private async endAll(db: Work['pool'], operatorId: string, why: C.SessionEnd, call: Call): Promise<void> {
    this.ending.told(await endSessions(db, { operatorId }, { why, by: actorOf(call.caller), now: call.now }));
  }

  @Handles(C.ResetOperator)
  async reset(input: InputOf<typeof C.ResetOperator>, call: Call) {
    const password = this.passwordFor(call);
    const hash = await hashPassword(password, 'random');
    const outcome = await this.kit.unitOfWork.run<{ operatorId: string }, (typeof C.ResetOperator)['refusals'][number]>(
      call,
      async (work) => {
        const operator = await findOperator(work.pool, { id: input.operatorId });
        if (!operator || !looksAfter(call.caller, operator)) return refuse('record.not-found', { entity: 'operator' });
        if (operator.id === actorOf(call.caller)) return refuse('operator.is-yourself', {});
        const next = { ...operator, active: true, mustChangePassword: true, passwordHash: hash };
        await this.endAll(work.pool, operator.id, 'RESET', call);
        const saved = await work.save(
          {
            table: 'operator',
            entity: 'operator',
            id: operator.id,
            area: 'a00',
            from: operator.version,
            columns: applyState(next),
            events: [{ contract: C.OperatorReset, data: {} }],
          },
          { operatorId: operator.id },
        );
        await this.endAll(work.pool, operator.id, 'RESET', call);
        await work.pool.query(`delete from "command_center"."sign_in_attempt" where "account" = $1`, [operator.account]);
        return saved;
      },
    );
    return outcome.ok ? ok({ ...outcome.value, oneTimePassword: password }) : outcome;
  }

  @Handles(C.SetDutyPhone)
  setPhone(input: InputOf<typeof C.SetDutyPhone>, call: Call) {
    type Refused = (typeof C.SetDutyPhone)['refusals'][number];
    return this.kit.unitOfWork.run<C.OutputOf<typeof C.SetDutyPhone>, Refused>(call, async (work) => {
      const me = actorOf(call.caller);
      const operator = await findOperator(work.pool, { id: input.operatorId ?? me });
      if (!operator || (operator.id !== me && !meets(call.caller, operator))) return refuse('record.not-found', { entity: 'operator' });
      if (operator.id !== me && !entersForOthers(call.caller)) return refuse('operator.phone-not-yours', {});
      const checked = input.phone === undefined ? undefined : checkPhone(input.phone);
      if (checked && !checked.ok) return refuse('operator.phone-invalid', { rule: checked.reason });
      const { phone: _, ...rest } = operator;
      const told = checked ? { phone: checked.value.number } : {};
      return work.save(
        {
          table: 'operator',
          entity: 'operator',
          id: operator.id,
          area: 'a00',
          from: operator.version,
          columns: applyState({ ...rest, ...told }),
          events: [{ contract: C.DutyPhoneSet, data: {} }],
        },
        { operatorId: operator.id, ...told },
      );
    });
  }

  @Answers(C.ListOperators)
  list(input: InputOf<typeof C.ListOperators>, call: Call) {
    return reaching(async () => {
      const text = input.text?.toLowerCase() ?? '';
      const rows = (await listOperators(this.kit.pool)).filter(
        (operator) =>
          meets(call.caller, operator) &&
          (!input.activeOnly || operator.active) &&
          (input.role === undefined || operator.roles.includes(input.role)) &&
          (input.area === undefined || operator.scope.some((path) => path === SUBDISTRICT || areaOf(path) === input.area)) &&
          (text === '' || operator.account.includes(text) || operator.displayName.toLowerCase().includes(text)),
      );
      return ok({
        rows: rows.map(({ id, account, displayName, roles, scope, active, phone }) => ({
          operatorId: id,
          account,
          displayName,
          roles: [...roles],
          scope: [...scope],
          active,
          ...(phone === undefined ? {} : { phone }),
        })),
      });
    });
  }

  @Answers(C.OperatorScope)
  scope(input: InputOf<typeof C.OperatorScope>, _call: Call) {
    return reaching(async () => {
      const operator = await findOperator(this.kit.pool, { id: input.operatorId });
      if (!operator) return refuse('record.not-found', { entity: 'operator' });
      return ok({ operatorId: operator.id, active: operator.active, roles: [...operator.roles], scope: [...operator.scope] });
    });
  }
}

/** A place of a jurisdiction that does not exist, or that the caller may not give. */
async function strayOf(db: Pool | PoolClient, scope: readonly string[], caller: Caller): Promise<string | undefined> {
  const { rows } = await db.query<{ area: string }>(`select "area" from "command_center"."board_area"`);
  const areas = new Set(rows.map(({ area }) => area));
  return scope.find((path) => !covers(caller, path) || (path !== SUBDISTRICT && !(isWithin(path, SUBDISTRICT) && areas.has(areaOf(path)))));
}

/** Whether an account is the caller's to look after: its whole jurisdiction is inside theirs. */
const looksAfter = (caller: Caller, operator: StoredOperator): boolean => operator.scope.every((path) => covers(caller, path));

/** Whether somebody enters the telephones of others: the desk, and whoever looks after accounts. */
const entersForOthers = (caller: Caller): boolean =>
  caller.kind === 'operator' && [C.desk, C.admin].some((access) => C.mayCall(access, caller.roles));

/** Whether two jurisdictions have something in common. */
const meets = (caller: Caller, operator: StoredOperator): boolean =>
  caller.kind === 'service' ||
  (caller.kind === 'operator' &&
    caller.scope.some((own) => operator.scope.some((theirs) => isWithin(own, theirs) || isWithin(theirs, own))));
