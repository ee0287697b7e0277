import { Inject, Injectable } from '@nestjs/common';
import { createHmac } from 'node:crypto';
import { actorOf, keysOf, nkeyOfSecret } from '@houzhai/auth';
import * as C from '@houzhai/contracts';
import { ok, refuse, type InputOf, type OutputOf } from '@houzhai/contracts';
import { Handles, partnerAccount, type Call } from '@houzhai/messaging';
import { PolicyReader, uuidv7, violatedUnique, type NewEvent, type Work } from '@houzhai/persistence';
import { KIT, type Kit } from '@houzhai/service';
import { addPartner, changePartner, rotatePartner } from './partner.decide.ts';
import { PartnerCutting } from './partner-cutting.partner.ts';
import { PartnerFeeds } from './partner-feeds.delivery.ts';
import { PartnerPolicy, type Partner } from './partner.ts';
import { applyState, lastReplays, listPartners } from './partner.store.ts';

/** Partners come, change, get keys, go. Nothing of it has nats-server read its configuration again. */
@Injectable()
export class PartnerCommands {
  private readonly kit: Kit;
  private readonly feeds: PartnerFeeds;
  private readonly cutting: PartnerCutting;
  private readonly policy: PolicyReader<typeof PartnerPolicy>;
  private readonly seedKey: Buffer;

  constructor(@Inject(KIT) kit: Kit, @Inject(PartnerFeeds) feeds: PartnerFeeds, @Inject(PartnerCutting) cutting: PartnerCutting) {
    this.kit = kit;
    this.feeds = feeds;
    this.cutting = cutting;
    this.policy = new PolicyReader({ pool: kit.pool, schema: 'command_center', policy: 'partner', shape: PartnerPolicy });
    [this.seedKey] = keysOf(kit.settings(['HZ_INDEX_KEY']).HZ_INDEX_KEY, 'HZ_INDEX_KEY');
  }

  /** The key the partner made, or one derived from the command, so that a repeated command answers the same without its seed being stored. */
  private keyFor(given: string | undefined, call: Call): { readonly publicKey: string; readonly seed?: string } {
    if (given !== undefined) return { publicKey: given };
    const secret = createHmac('sha256', this.seedKey)
      .update(`partner-key:${actorOf(call.caller)}:${call.commandId}`)
      .digest();
    const { publicKey, seed } = nkeyOfSecret('user', secret);
    return { publicKey, seed };
  }

  @Handles(C.AddPartner)
  async add(input: InputOf<typeof C.AddPartner>, call: Call) {
    const { partner: name, purpose } = input;
    const { publicKey, seed } = this.keyFor(input.publicKey, call);
    const outcome = await this.kit.unitOfWork
      .run<Omit<OutputOf<typeof C.AddPartner>, 'seed'>, (typeof C.AddPartner)['refusals'][number]>(call, async (work) => {
        const decided = addPartner({ ...input, name, publicKey }, await listPartners(work.pool), work.now);
        if (!decided.ok) return decided;
        const { events, areas, place, keys } = decided.value;
        const partner: Partner = {
          id: uuidv7(work.now.epochMilliseconds),
          version: 0,
          name,
          purpose,
          state: 'ACTIVE',
          place,
          events,
          areas,
          keys,
          since: work.now,
        };
        // Before: whoever is let in finds a feed, and it is empty.
        await this.feeds.begin(partner);
        const added = { contract: C.PartnerAdded, data: { partner: name, events, areas } };
        return save(work, partner, added, { partner: name, account: partnerAccount(place), publicKey });
      })
      .catch(async (error: unknown) => {
        const taken = violatedUnique(error);
        if (taken !== 'partner_name' && taken !== 'partner_place') throw error;
        await this.feeds.ensureAll();
        return taken === 'partner_name' ? refuse('partner.name-taken', {}) : refuse('record.conflict', { version: 0 });
      });
    return outcome.ok ? ok({ ...outcome.value, ...(seed === undefined ? {} : { seed }) }) : outcome;
  }

  @Handles(C.ChangePartner)
  change(input: InputOf<typeof C.ChangePartner>, call: Call) {
    type Changed = OutputOf<typeof C.ChangePartner>;
    return this.kit.unitOfWork.run<Changed, (typeof C.ChangePartner)['refusals'][number] | 'record.not-found'>(call, async (work) => {
      const partner = await named(work, input.partner);
      if (!partner) return refuse('record.not-found', { entity: 'partner' });
      const decided = changePartner(partner, input);
      if (!decided.ok) return decided;
      const next = { ...partner, ...decided.value };
      const { events, areas } = next;
      const value = { partner: partner.name, events: [...events], areas: [...areas] };
      const saved = await save(work, next, { contract: C.PartnerChanged, data: { events, areas } }, value);
      await this.feeds.ensure(next).catch((error: unknown) => {
        this.kit.log.warn({ err: error }, 'feed not filtered yet');
      });
      return saved;
    });
  }

  @Handles(C.RotatePartner)
  async rotate(input: InputOf<typeof C.RotatePartner>, call: Call) {
    const { publicKey, seed } = this.keyFor(input.publicKey, call);
    const { overlapHours } = await this.policy.inForce(call.now);
    const until = input.atOnce ? call.now : call.now.add({ hours: overlapHours });
    type Rotated = Omit<OutputOf<typeof C.RotatePartner>, 'seed'>;
    const outcome = await this.kit.unitOfWork.run<Rotated, (typeof C.RotatePartner)['refusals'][number] | 'record.not-found'>(
      call,
      async (work) => {
        const all = await listPartners(work.pool);
        const partner = all.find(({ name }) => name === input.partner);
        if (!partner) return refuse('record.not-found', { entity: 'partner' });
        const decided = rotatePartner(partner, publicKey, all, { now: call.now, until });
        if (!decided.ok) return decided;
        const oldKeyUntil = until.toString();
        const value = { partner: partner.name, publicKey, oldKeyUntil };
        const saved = await save(work, { ...partner, keys: decided.value }, { contract: C.PartnerRotated, data: { oldKeyUntil } }, value);
        this.cutting.soon();
        return saved;
      },
    );
    return outcome.ok ? ok({ ...outcome.value, ...(seed === undefined ? {} : { seed }) }) : outcome;
  }

  @Handles(C.RevokePartner)
  revoke(input: InputOf<typeof C.RevokePartner>, call: Call) {
    type Revoked = OutputOf<typeof C.RevokePartner>;
    return this.kit.unitOfWork.run<Revoked, (typeof C.RevokePartner)['refusals'][number] | 'record.not-found'>(call, async (work) => {
      const partner = await named(work, input.partner);
      if (!partner) return refuse('record.not-found', { entity: 'partner' });
      if (partner.state === 'REVOKED') return refuse('partner.revoked', {});
      const next = { ...partner, state: 'REVOKED' as const, revokedAt: work.now };
      const saved = await save(work, next, { contract: C.PartnerRevoked, data: {} }, { partner: partner.name, revoked: true });
      this.cutting.soon();
      return saved;
    });
  }

  @Handles(C.ReplayPartner)
  async replay(input: InputOf<typeof C.ReplayPartner>, call: Call) {
    const { replayDays } = await this.policy.inForce(call.now);
    const from = Temporal.Instant.from(input.from);
    type Replayed = OutputOf<typeof C.ReplayPartner>;
    return this.kit.unitOfWork.inTransaction<Replayed, (typeof C.ReplayPartner)['refusals'][number] | 'record.not-found'>(
      call,
      async (client) => {
        const partner = (await listPartners(this.kit.pool)).find(({ name }) => name === input.partner);
        if (!partner) return { outcome: refuse('record.not-found', { entity: 'partner' }) };
        if (partner.state === 'REVOKED') return { outcome: refuse('partner.revoked', {}) };
        if (Temporal.Instant.compare(from, call.now.subtract({ hours: 24 * replayDays })) < 0)
          return { outcome: refuse('partner.replay-too-far', { days: replayDays }) };
        // One at a time per partner, also when two ask at once.
        await client.query(`select 1 from "command_center"."partner" where "id" = $1 for update`, [partner.id]);
        const last = (await lastReplays(client)).find(({ partnerId }) => partnerId === partner.id);
        if (last && last.endedAt === undefined) return { outcome: refuse('partner.replay-runs', {}) };
        await client.query(
          `insert into "command_center"."partner_replay" ("id", "partner_id", "from_at", "asked_at", "position", "given", "restores") values ($1, $2, $3, $4, '0', 0, false)`,
          [uuidv7(call.now.epochMilliseconds), partner.id, from.toString(), call.now.toString()],
        );
        const { name, id, version } = partner;
        return {
          outcome: ok({ partner: name, from: from.toString() }),
          auditDetails: { from: from.toString() },
          record: { entity: 'partner', id, version },
        };
      },
    );
  }
}

const named = async (work: Work, name: string): Promise<Partner | undefined> =>
  (await listPartners(work.pool)).find((partner) => partner.name === name);

const save = <T>(work: Work, partner: Partner, event: NewEvent, value: T): Promise<{ readonly ok: true; readonly value: T }> =>
  work.save(
    {
      table: 'partner',
      entity: 'partner',
      id: partner.id,
      area: 'a00',
      from: partner.version,
      columns: applyState(partner),
      events: [event],
    },
    value,
  );
