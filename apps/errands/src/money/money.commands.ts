import { Inject, Injectable } from '@nestjs/common';
import { actorOf } from '@houzhai/auth';
import * as C from '@houzhai/contracts';
import { refuse, type InputOf, type MoneyReceipt, type Outcome, type RefusalCode } from '@houzhai/contracts';
import { Handles, type Call } from '@houzhai/messaging';
import type { Work } from '@houzhai/persistence';
import { KIT, type Kit } from '@houzhai/service';
import { findAuthorisation } from '../authorisation/authorisation.store.ts';
import type { Decided, World } from '../errand/decision.ts';
import { openAdvancesOf } from '../errand/errand.lookups.store.ts';
import { errandChange, getErrand, receiptOf, type ErrandWords } from '../errand/errand.store.ts';
import type { Errand } from '../errand/errand.ts';
import { errandPolicies, type ErrandPolicies } from '../policy/errand-policy.store.ts';
import { balanceOf } from './ledger.ts';
import * as decide from './money.decide.ts';

interface Target {
  readonly errandId: string;
  readonly expectedVersion?: number | undefined;
  readonly occurredAt?: string | undefined;
  readonly collectedBy?: string | undefined;
}

@Injectable()
export class MoneyCommands {
  private readonly kit: Kit;
  private readonly policies: ErrandPolicies;
  constructor(@Inject(KIT) kit: Kit) {
    this.kit = kit;
    this.policies = errandPolicies(kit.pool);
  }

  @Handles(C.GiveAdvance)
  give(input: InputOf<typeof C.GiveAdvance>, call: Call) {
    const words = { reference: input.reference };
    return this.enter(
      input,
      call,
      async (errand, world, { pool }) => {
        const { agentId = '', beneficiaryId } = errand;
        const facts =
          agentId === ''
            ? { openAdvancesFen: 0 }
            : {
                authorisation: await findAuthorisation(pool, { id: errand.authorisationId, principalId: beneficiaryId, agentId }),
                openAdvancesFen: await openAdvancesOf(pool, agentId, errand.id),
              };
        return decide.giveAdvance(errand, input, facts, world);
      },
      words,
    );
  }

  @Handles(C.RecordReceipts)
  receipts(input: InputOf<typeof C.RecordReceipts>, call: Call) {
    return this.enter(input, call, (errand, world) => decide.recordReceipts(errand, input, world), { receipts: input.receipts });
  }

  @Handles(C.RefundAdvance)
  refund(input: InputOf<typeof C.RefundAdvance>, call: Call) {
    return this.enter(input, call, (errand, world) => decide.refundAdvance(errand, input, world), { reference: input.reference });
  }

  @Handles(C.CorrectMoney)
  correct(input: InputOf<typeof C.CorrectMoney>, call: Call) {
    return this.enter(input, call, (errand, world) => decide.correctMoney(errand, input, world), { reason: input.reason });
  }

  /** Load, judge, then the version the caller saw, then save the errand with its further lines. */
  private enter<R extends RefusalCode>(
    input: Target,
    call: Call,
    judge: (errand: Errand, world: World, work: Work) => Outcome<Decided, R> | Promise<Outcome<Decided, R>>,
    words: ErrandWords,
  ): Promise<Outcome<MoneyReceipt, R>> {
    const { caller } = call;
    return this.kit.unitOfWork.run(call, async (work): Promise<Outcome<MoneyReceipt, R>> => {
      const found = await getErrand(work, input.errandId, caller);
      if (!found.ok) return found as Outcome<MoneyReceipt, R>;
      const { errand, version } = found.value;
      const world: World = {
        actor: { id: actorOf(caller), roles: caller.kind === 'operator' ? caller.roles : [] },
        now: work.now,
        policy: await this.policies.inForce(work.now),
      };
      const decided = await judge(errand, world, work);
      if (!decided.ok) return decided;
      if (input.expectedVersion !== undefined && input.expectedVersion !== version)
        return refuse('record.conflict', { version }) as Outcome<MoneyReceipt, R>;
      const said = { ...words, collectedBy: input.collectedBy };
      const change = await errandChange(work, this.kit.personKeys, found.value, decided.value, said, input.occurredAt);
      const { ledger = [] } = decided.value.errand;
      return work.save(change, {
        ...receiptOf(work, decided.value.errand, version + decided.value.facts.length),
        balanceFen: balanceOf(ledger),
        lines: ledger.slice(errand.ledger?.length ?? 0).map(({ no }) => no),
      });
    });
  }
}
