import { Inject, Injectable } from '@nestjs/common';
import { AuthorisationRecorded, RecordAuthorisation, refuse, type InputOf } from '@houzhai/contracts';
import { Handles, type Call } from '@houzhai/messaging';
import { uuidv7 } from '@houzhai/persistence';
import { KIT, type Kit } from '@houzhai/service';
import { checkAgent } from '../errand/agent.ts';
import { Neighbours } from '../errand/neighbours.partner.ts';
import { errandPolicies, type ErrandPolicies } from '../policy/errand-policy.store.ts';

@Injectable()
export class AuthorisationCommands {
  private readonly kit: Kit;
  private readonly neighbours: Neighbours;
  private readonly policies: ErrandPolicies;

  constructor(@Inject(KIT) kit: Kit) {
    this.kit = kit;
    this.neighbours = new Neighbours(kit.client);
    this.policies = errandPolicies(kit.pool);
  }

  @Handles(RecordAuthorisation)
  async record(input: InputOf<typeof RecordAuthorisation>, call: Call) {
    const place = await this.neighbours.personPlace(input.principalId, call);
    if (!place.ok) return place;
    const agent = await this.neighbours.agent(input.agentId, call);
    if (!agent.ok) return agent;
    return this.kit.unitOfWork.run(call, async (work) => {
      const unfit = checkAgent(agent.value, place.value.path, place.value.area);
      if (unfit) return unfit;
      const policy = await this.policies.inForce(work.now);
      const validUntil = Temporal.Instant.from(input.validUntil);
      if (Temporal.Instant.compare(validUntil, work.now) <= 0) return refuse('authorisation.expired', {});
      if (Temporal.Instant.compare(validUntil, work.now.add({ hours: policy.authorisationMaxDays * 24 })) > 0) {
        return refuse('authorisation.too-long', { days: policy.authorisationMaxDays });
      }
      const id = uuidv7(work.now.epochMilliseconds);
      const sealed = await this.kit.personKeys.seal(input.principalId, 'authorisation', {
        evidence: input.evidence,
        witness: input.witness,
      });
      return work.save(
        {
          table: 'authorisation',
          entity: 'authorisation',
          id,
          area: place.value.area,
          from: 0,
          columns: {
            area: place.value.area,
            path: place.value.path,
            principal_id: input.principalId,
            agent_id: input.agentId,
            scopes: input.scopes,
            valid_until: validUntil.toString(),
            sealed,
          },
          events: [
            {
              contract: AuthorisationRecorded,
              data: { principalId: input.principalId, agentId: input.agentId, scopes: input.scopes, validUntil: validUntil.toString() },
            },
          ],
        },
        { authorisationId: id, validUntil: validUntil.toString() },
      );
    });
  }
}
