import { Inject, Injectable } from '@nestjs/common';
import { covers } from '@houzhai/auth';
import * as C from '@houzhai/contracts';
import { ok, refuse, type CampaignAction, type CampaignReceipt, type InputOf, type Outcome, type RefusalCode } from '@houzhai/contracts';
import { dayOf } from '@houzhai/calendar';
import { formatBusinessNumber } from '@houzhai/identity-numbers';
import { Handles, type Call } from '@houzhai/messaging';
import { BusinessNumbers, uuidv7 } from '@houzhai/persistence';
import { KIT, type Kit } from '@houzhai/service';
import type { PoolClient } from 'pg';
import { placeExists } from '../person/person.store.ts';
import * as decide from './campaign.decide.ts';
import type { DecidedCampaign } from './campaign.decide.ts';
import { pathsOf } from './campaign.ts';
import { campaignChange, campaignReceipt, managedCampaign, writeCampaign, type LoadedCampaign } from './campaign.store.ts';
import { holdRegister, listDwellings, standingOf } from './denominator.store.ts';

interface Target {
  readonly campaignId: string;
  readonly expectedVersion?: number | undefined;
}
type Shared = 'record.not-found' | 'record.conflict' | 'screening.campaign-not-allowed-now';

/** Rounds of screening, from the plan to the last door. */
@Injectable()
export class CampaignCommands {
  private readonly kit: Kit;
  private readonly numbers: BusinessNumbers;

  constructor(@Inject(KIT) kit: Kit) {
    this.kit = kit;
    this.numbers = new BusinessNumbers(kit.pool, 'census_screening');
  }

  @Handles(C.OpenCampaign)
  open(input: InputOf<typeof C.OpenCampaign>, call: Call) {
    type Refused = (typeof C.OpenCampaign)['refusals'][number] | 'record.not-found';
    return this.kit.unitOfWork.run<CampaignReceipt, Refused>(call, async (work) => {
      const areas = [...new Set(input.areas ?? [])].sort();
      for (const path of pathsOf({ areas }))
        if (!covers(call.caller, path) || (areas.length > 0 && !(await placeExists(work.pool, path))))
          return refuse('place.unknown', { path });
      const day = dayOf(work.now).toString();
      const { areas: _, ...asked } = input;
      const no = formatBusinessNumber({ prefix: 'MP', date: day, sequence: await this.numbers.next('MP', day) });
      const decided = decide.openCampaign({ ...asked, id: uuidv7(work.now.epochMilliseconds), no, areas, strata: [...new Set(input.strata)].sort() }); // prettier-ignore
      if (!decided.ok) return decided;
      return work.save(campaignChange(decided.value, 0), campaignReceipt(decided.value.campaign, 1, 0, call.caller));
    });
  }

  @Handles(C.FreezeDenominator)
  freeze(input: InputOf<typeof C.FreezeDenominator>, call: Call) {
    return this.act(input, call, 'freeze', async ({ campaign }, client) =>
      decide.freezeDenominator(campaign, await listDwellings(client, campaign), call.now),
    );
  }

  @Handles(C.StartCampaign)
  start(input: InputOf<typeof C.StartCampaign>, call: Call) {
    return this.act(input, call, 'start', async ({ campaign }) => decide.startCampaign(campaign));
  }

  @Handles(C.WindUpCampaign)
  windUp(input: InputOf<typeof C.WindUpCampaign>, call: Call) {
    return this.act(input, call, 'wind-up', async ({ campaign }) => decide.windUpCampaign(campaign));
  }

  @Handles(C.CloseCampaign)
  close(input: InputOf<typeof C.CloseCampaign>, call: Call) {
    return this.act(input, call, 'close', async ({ campaign }, client) =>
      decide.closeCampaign(campaign, await standingOf(client, campaign.id)),
    );
  }

  /** One decision about a round that is locked; the register stands still where it says what is in the round. */
  private act<R extends RefusalCode>(
    input: Target,
    call: Call,
    action: CampaignAction,
    judge: (loaded: LoadedCampaign, client: PoolClient) => Promise<Outcome<DecidedCampaign, R | Shared>>,
  ): Promise<Outcome<CampaignReceipt, R | Shared>> {
    type Answer = Outcome<CampaignReceipt, R | Shared>;
    return this.kit.unitOfWork.inTransaction<CampaignReceipt, R | Shared>(call, async (client) => {
      if (action === 'freeze' || action === 'close') await holdRegister(client);
      const loaded = await managedCampaign(client, input.campaignId, call.caller);
      const refused = loaded.ok ? (decide.whyNotNow(loaded.value.campaign, action) ?? stale(input, loaded.value)) : loaded;
      if (!loaded.ok || refused) return { outcome: refused as Answer };
      const decided = await judge(loaded.value, client);
      if (!decided.ok) return { outcome: decided as Answer };
      const { campaign } = decided.value;
      const version = await writeCampaign(client, call, decided.value, loaded.value.version);
      return {
        outcome: ok(campaignReceipt(campaign, version, campaign.denominator?.units ?? 0, call.caller)),
        auditDetails: { no: campaign.no, status: campaign.status },
        record: { entity: 'screening-campaign', id: campaign.id, version },
      };
    });
  }
}

/** What was seen of a round and is not so any more. */
export const stale = (
  { expectedVersion }: Pick<Target, 'expectedVersion'>,
  { version }: LoadedCampaign,
): ReturnType<typeof refuse<'record.conflict'>> | undefined =>
  expectedVersion !== undefined && expectedVersion !== version ? refuse('record.conflict', { version }) : undefined;
