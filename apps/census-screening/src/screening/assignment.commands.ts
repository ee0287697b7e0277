import { Inject, Injectable } from '@nestjs/common';
import * as C from '@houzhai/contracts';
import {
  SUBDISTRICT,
  ok,
  refuse,
  type Assigned,
  type CampaignReceipt,
  type InputOf,
  type Outcome,
  type RefusalCode,
} from '@houzhai/contracts';
import { Handles, type Call } from '@houzhai/messaging';
import { PolicyReader, transaction } from '@houzhai/persistence';
import { KIT, type Kit } from '@houzhai/service';
import type { PoolClient } from 'pg';
import { Neighbours } from '../neighbours.partner.ts';
import { AssignmentPolicyValues } from './assign-policy.ts';
import { reassignUnits } from './assign.decide.ts';
import { reasonOf, type Assignment } from './assign.ts';
import { areasUnowned, giveUnits, lendUnits, openUnits, openUnitsOf, ownUnits } from './assignment.store.ts';
import { stale } from './campaign.commands.ts';
import { whyNotNow } from './campaign.decide.ts';
import type { CampaignFact } from './campaign.publish.ts';
import {
  campaignReceipt,
  findCampaign,
  keepWords,
  managedCampaign,
  mayManage,
  writeCampaign,
  type LoadedCampaign,
} from './campaign.store.ts';
import { AreaNeighboursValues } from './screening-policy.ts';
import { allTeams, teamById } from './team.store.ts';

type Refused<R extends RefusalCode> = R | 'record.not-found' | 'record.conflict' | 'screening.campaign-not-allowed-now';

/** Who goes to which door, and who answers for what remains. */
@Injectable()
export class AssignmentCommands {
  private readonly kit: Kit;
  private readonly neighbours: Neighbours;
  private readonly policies: PolicyReader<typeof AssignmentPolicyValues>;
  private readonly maps: PolicyReader<typeof AreaNeighboursValues>;

  constructor(@Inject(KIT) kit: Kit) {
    this.kit = kit;
    this.neighbours = new Neighbours(kit.client);
    const parts = { pool: kit.pool, schema: 'census_screening' };
    this.policies = new PolicyReader({ ...parts, policy: 'assignment', shape: AssignmentPolicyValues });
    this.maps = new PolicyReader({ ...parts, policy: 'neighbours', shape: AreaNeighboursValues });
  }

  /** Tried, nothing is written; applied, all teams have their units in one transaction, and asked again it is done once. */
  @Handles(C.AssignUnits)
  assign(input: InputOf<typeof C.AssignUnits>, call: Call) {
    type R = Refused<(typeof C.AssignUnits)['refusals'][number]>;
    if (input.dryRun)
      return this.kit.unitOfWork.run<Assigned, R>(call, async (work) =>
        transaction(work.pool, async (client) => {
          const loaded = await findCampaign(client, input.campaignId);
          if (!loaded || !mayManage(loaded.campaign, call.caller)) return refuse('record.not-found', { entity: 'screening-campaign' });
          const why = whyNotNow(loaded.campaign, 'assign');
          if (why) return why;
          const shared = await this.share(client, loaded, call);
          return shared.ok ? ok({ ...shared.value.told, applied: false, version: loaded.version }) : shared;
        }),
      );
    return this.locked<Assigned, R>(input, call, 'assign', async (loaded, client) => {
      const shared = await this.share(client, loaded, call);
      if (!shared.ok) return shared;
      const { assignment, before, told } = shared.value;
      const moved = new Map([...assignment.teamOf].filter(([id, team]) => before.get(id) !== team));
      const came = await giveUnits(client, moved);
      const facts: CampaignFact[] = assignment.shares
        .filter(({ teamId }) => came.has(teamId))
        .map(({ teamId, units }) => ({ fact: 'units-assigned', teamId, units, came: came.get(teamId) ?? 0 }));
      const version = await writeCampaign(client, call, { campaign: loaded.campaign, facts }, loaded.version);
      return ok({ ...told, applied: true, version });
    });
  }

  @Handles(C.ReassignTeam)
  reassign(input: InputOf<typeof C.ReassignTeam>, call: Call) {
    type R = Refused<(typeof C.ReassignTeam)['refusals'][number]>;
    return this.locked<CampaignReceipt, R>(input, call, 'reassign', async (loaded, client) => {
      const { fromTeamId, toTeamId } = input;
      if (fromTeamId === toTeamId) return refuse('screening.same-team', {});
      const to = await teamById(client, toTeamId);
      if (!to || to.status === 'DISBANDED' || to.strength === 0) return refuse('screening.team-unavailable', {});
      const came = await lendUnits(client, loaded.campaign.id, input);
      if (came === 0) return refuse('screening.nothing-to-assign', {});
      const facts: CampaignFact[] = [];
      for (const teamId of [toTeamId, ...(fromTeamId === undefined ? [] : [fromTeamId])])
        facts.push({
          fact: 'units-assigned',
          teamId,
          units: await openUnitsOf(client, loaded.campaign.id, teamId),
          came: teamId === toTeamId ? came : 0,
        });
      return this.written(client, call, loaded, facts, came, input.reason);
    });
  }

  @Handles(C.OwnRemaining)
  async ownRemaining(input: InputOf<typeof C.OwnRemaining>, call: Call) {
    type R = Refused<(typeof C.OwnRemaining)['refusals'][number]>;
    const owner = await this.neighbours.operator(input.ownerId, call);
    if (!owner.ok) return owner;
    const dueAt = Temporal.Instant.from(input.dueAt);
    if (Temporal.Instant.compare(dueAt, call.now) <= 0) return refuse('screening.due-in-past', {});
    return this.locked<CampaignReceipt, R>(input, call, 'own-remaining', async (loaded, client) => {
      const areas = await areasUnowned(client, loaded.campaign.id, input);
      if (!areas.every((area) => owner.value.covers(`${SUBDISTRICT}/${area}`))) return refuse('screening.owner-cannot-see', {});
      const units = await ownUnits(client, loaded.campaign.id, input);
      if (units === 0) return refuse('screening.nothing-to-own', {});
      const { ownerId } = input;
      const facts: CampaignFact[] = [{ fact: 'remaining-owned', ownerId, dueAt: C.instantText(dueAt), units }];
      return this.written(client, call, loaded, facts, units, input.reason);
    });
  }

  private async written(
    client: PoolClient,
    call: Call,
    { campaign, version: from }: LoadedCampaign,
    facts: readonly CampaignFact[],
    units: number,
    reason: string,
  ): Promise<Outcome<CampaignReceipt, never>> {
    const version = await writeCampaign(client, call, { campaign, facts }, from);
    await keepWords(client, this.kit.personKeys, { id: campaign.id, version }, { reason });
    return ok(campaignReceipt(campaign, version, units, call.caller));
  }

  /** One transaction on a round that is locked and allows it. */
  private locked<T, R extends RefusalCode>(
    input: { readonly campaignId: string; readonly expectedVersion?: number | undefined },
    call: Call,
    action: C.CampaignAction,
    task: (loaded: LoadedCampaign, client: PoolClient) => Promise<Outcome<T, Refused<R>>>,
  ): Promise<Outcome<T, Refused<R>>> {
    type Answer = Outcome<T, Refused<R>>;
    return this.kit.unitOfWork.inTransaction<T, Refused<R>>(call, async (client) => {
      const loaded = await managedCampaign(client, input.campaignId, call.caller);
      if (!loaded.ok) return { outcome: loaded as Answer };
      const refused = whyNotNow(loaded.value.campaign, action) ?? stale(input, loaded.value);
      if (refused) return { outcome: refused as Answer };
      const { id, no } = loaded.value.campaign;
      return {
        outcome: await task(loaded.value, client),
        auditDetails: { no },
        record: { entity: 'screening-campaign', id, version: loaded.value.version },
      };
    });
  }

  /** How the open units of a round would be shared out now. */
  private async share(client: PoolClient, { campaign }: LoadedCampaign, call: Call) {
    const [policy, map] = await Promise.all([this.policies.inForce(call.now), this.maps.inForce(call.now)]);
    const teams = (await allTeams(client))
      .filter(({ status, strength }) => status !== 'DISBANDED' && strength > 0)
      .map(({ id, no, at, strength }) => ({ id, no, homeArea: at, strength }));
    const { units, before } = await openUnits(client, campaign.id);
    const assignment = reassignUnits(before, units, teams, map.neighbours, policy);
    if (!assignment) return refuse('screening.no-team', {});
    const versions = { policyVersion: policy.version, neighboursVersion: map.version, neighboursPlaceholder: map.placeholder };
    const fresh = units.length - before.size;
    return ok({ assignment, before, told: { campaignId: campaign.id, units: units.length, fresh, ...versions, ...told(assignment) } });
  }
}

const rounded = (share: number): number => Math.round(share * 1_000) / 1_000;

/** An assignment in the words of the contract. */
const told = ({ shares, moved, mostLoad, local, balanced, near }: Assignment) => ({
  moved,
  mostLoad: rounded(mostLoad),
  local: rounded(local),
  balanced,
  near,
  shares: shares.map((share) => ({
    teamId: share.teamId,
    no: share.no,
    at: share.homeArea,
    strength: share.strength,
    units: share.units,
    load: rounded(share.load),
    parts: share.parts.map((part) => {
      const { zh, en } = reasonOf(share, part);
      return { area: part.area, units: part.units, nearness: part.nearness, reason: { zh, en } };
    }),
  })),
});
