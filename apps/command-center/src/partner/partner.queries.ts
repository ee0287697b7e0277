import { Inject, Injectable } from '@nestjs/common';
import * as C from '@houzhai/contracts';
import { ok, type InputOf } from '@houzhai/contracts';
import { Answers, contractsFingerprint, partnerAccount, type Call } from '@houzhai/messaging';
import { reaching } from '@houzhai/persistence';
import { KIT, type Kit } from '@houzhai/service';
import { NatsSystem } from '../system/nats-system.partner.ts';
import { PartnerFeeds } from './partner-feeds.delivery.ts';
import { lastReplays, listPartners } from './partner.store.ts';

@Injectable()
export class PartnerQueries {
  private readonly kit: Kit;
  private readonly feeds: PartnerFeeds;
  private readonly system: NatsSystem;

  constructor(@Inject(KIT) kit: Kit, @Inject(PartnerFeeds) feeds: PartnerFeeds, @Inject(NatsSystem) system: NatsSystem) {
    this.kit = kit;
    this.feeds = feeds;
    this.system = system;
  }

  @Answers(C.ListPartners)
  list(_input: InputOf<typeof C.ListPartners>, _call: Call) {
    return reaching(async () => {
      const [partners, servers] = await Promise.all([listPartners(this.kit.pool), this.system.servers().catch(() => [])]);
      const wanted = contractsFingerprint();
      return ok({
        rows: partners.map(({ name, purpose, state, place, events, areas, keys, since, revokedAt }) => ({
          partner: name,
          purpose,
          state,
          ...(state === 'ACTIVE' ? { account: partnerAccount(place) } : {}),
          events: [...events],
          areas: [...areas],
          keys: [...keys],
          since: since.toString(),
          ...(revokedAt === undefined ? {} : { revokedAt: revokedAt.toString() }),
        })),
        servers: servers.map(({ name, version, contracts }) => ({ name, version, current: contracts === wanted })),
      });
    });
  }

  @Answers(C.PartnerLag)
  lag(input: InputOf<typeof C.PartnerLag>, _call: Call) {
    return reaching(async () => {
      const partners = (await listPartners(this.kit.pool)).filter(
        ({ name, state }) => state === 'ACTIVE' && (input.partner === undefined || input.partner === name),
      );
      const replays = await lastReplays(this.kit.pool);
      const rows = await Promise.all(
        partners.map(async (partner) => {
          const [state, connections] = await Promise.all([
            this.feeds.state(partner),
            this.system.connections(partnerAccount(partner.place)).catch(() => []),
          ]);
          const replay = replays.find(({ partnerId }) => partnerId === partner.id);
          return {
            partner: partner.name,
            connections: connections.length,
            ...state,
            ...(replay ? { replay: { from: replay.from.toString(), given: replay.given, ended: replay.endedAt !== undefined } } : {}),
          };
        }),
      );
      return ok({ rows });
    });
  }
}
