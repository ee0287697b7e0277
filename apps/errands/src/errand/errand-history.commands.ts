import { Inject, Injectable } from '@nestjs/common';
import { actorOf, areaOf, covers } from '@houzhai/auth';
import { AuthorisationRecorded, Path, RecordErrandHistories, ok, type InputOf, type OutputOf } from '@houzhai/contracts';
import { dayOf } from '@houzhai/calendar';
import { formatBusinessNumber } from '@houzhai/identity-numbers';
import { Handles, type Call } from '@houzhai/messaging';
import { envelopeOf, insertEvents, nextNumbers, uuidv7 } from '@houzhai/persistence';
import { KIT, type Kit } from '@houzhai/service';
import type { PoolClient } from 'pg';
import type { AgentFacts } from './agent.ts';
import { Neighbours } from './neighbours.partner.ts';
import { publishErrand } from './errand.publish.ts';
import { insertErrand } from './errand.store.ts';
import { errandPolicies, type ErrandPolicies } from '../policy/errand-policy.store.ts';
import { scopesNeeded } from '../policy/errand-policy.ts';
import { listModules } from '../service-module/service-module.store.ts';
import { replayErrand, type PaperErrand, type ReplayedFact } from './errand-history.ts';

interface Entered {
  readonly id: string;
  readonly no: string;
  readonly paper: PaperErrand;
  readonly facts: readonly ReplayedFact[];
  readonly authorisationId: string;
}

@Injectable()
export class ErrandHistoryCommands {
  private readonly kit: Kit;
  private readonly policies: ErrandPolicies;
  private readonly neighbours: Neighbours;

  constructor(@Inject(KIT) kit: Kit) {
    this.kit = kit;
    this.policies = errandPolicies(kit.pool);
    this.neighbours = new Neighbours(kit.client);
  }

  @Handles(RecordErrandHistories)
  async record(input: InputOf<typeof RecordErrandHistories>, call: Call) {
    const agents = await this.agents(input.errands, call);
    const areas = await this.neighbours.personAreas([...new Set(input.errands.map(({ beneficiaryId }) => beneficiaryId))], call);
    const policy = await this.policies.inForce(call.now);
    const modules = new Map((await listModules(this.kit.pool, false)).map((module) => [module.code, module]));
    return this.kit.unitOfWork.inTransaction<OutputOf<typeof RecordErrandHistories>, never>(call, async (client) => {
      const refused: { index: number; step: string; code: string }[] = [];
      const entered: Entered[] = [];
      for (const [index, paper] of input.errands.entries()) {
        const known = Path.safeParse(paper.path).success && covers(call.caller, paper.path);
        if (!known || areas.get(paper.beneficiaryId) !== areaOf(paper.path)) {
          refused.push({ index, step: 'request', code: 'record.not-found' });
          continue;
        }
        const module = modules.get(paper.moduleCode);
        if (!module) {
          refused.push({ index, step: 'request', code: 'service-module.unknown' });
          continue;
        }
        const id = uuidv7(Temporal.Instant.from(paper.requestedAt).epochMilliseconds);
        const authorisationId = uuidv7(call.now.epochMilliseconds);
        const authorisation = {
          id: authorisationId,
          principalId: paper.beneficiaryId,
          agentId: '',
          scopes: ['CARD', 'IDENTITY', 'ADVANCE'] as const,
          validUntil: call.now.add({ hours: 24 }),
        };
        const day = dayOf(Temporal.Instant.from(paper.requestedAt)).toString();
        const no = formatBusinessNumber({ prefix: 'ER', date: day, sequence: await nextNumbers(client, 'errands', 'ER', day) });
        const replay = replayErrand(
          paper,
          { id, no, area: areaOf(paper.path), path: paper.path, module, similar: [], authorisation },
          agents,
          { clerk: actorOf(call.caller), policy, now: call.now },
        );
        if (replay.ok) entered.push({ id, no, paper, facts: replay.facts, authorisationId });
        else refused.push({ index, step: replay.step, code: replay.code });
      }
      for (const one of entered) await this.enter(client, one, call);
      return { outcome: ok({ entered: entered.length, refused }), auditDetails: { entered: entered.length, refused: refused.length } };
    });
  }

  private async enter(client: PoolClient, { id, paper, facts, authorisationId }: Entered, call: Call): Promise<void> {
    const last = facts.at(-1);
    if (!last) return;
    const key = await this.kit.personKeys.ensure(paper.beneficiaryId, client);
    const sealed = this.kit.sealer.seal(key, paper.beneficiaryId, 'errand', JSON.stringify({ items: paper.items, note: paper.note }));
    await insertErrand(client, facts.length, last.errand, sealed, call.now, actorOf(call.caller));
    const area = areaOf(paper.path);
    const events = facts.map(({ errand, fact, at }, index) => ({
      entity: 'errand',
      recordId: id,
      version: index + 1,
      area,
      ...envelopeOf('errands', call, { id, area }, { ...publishErrand(errand, fact, at), occurredAt: at }, index + 1),
    }));
    if (last.errand.authorisationId === authorisationId)
      events.push(await this.authorise(client, paper, last.errand.agentId ?? '', authorisationId, key, call));
    await insertEvents(client, 'errands', call.now, events);
  }

  /** The authorisation on paper that the start relied on. */
  private async authorise(client: PoolClient, paper: PaperErrand, agentId: string, id: string, key: Buffer, call: Call) {
    const policy = await this.policies.inForce(call.now);
    const scopes = [...scopesNeeded(policy, paper.kind, paper.advanceFen)];
    const area = areaOf(paper.path);
    const validUntil = call.now.toString();
    const sealed = this.kit.sealer.seal(
      key,
      paper.beneficiaryId,
      'authorisation',
      JSON.stringify({ evidence: { kind: 'DOCUMENT', reference: 'paper' } }),
    );
    await client.query(
      `insert into "errands"."authorisation" ("id", "version", "area", "path", "principal_id", "agent_id", "scopes", "valid_until", "sealed") values ($1, 1, $2, $3, $4, $5, $6, $7, $8)`,
      [id, area, paper.path, paper.beneficiaryId, agentId, JSON.stringify(scopes), validUntil, sealed],
    );
    const event = { contract: AuthorisationRecorded, data: { principalId: paper.beneficiaryId, agentId, scopes, validUntil } };
    return { entity: 'authorisation', recordId: id, version: 1, area, ...envelopeOf('errands', call, { id, area }, event, 1) };
  }

  private async agents(errands: readonly PaperErrand[], call: Call): Promise<ReadonlyMap<string, AgentFacts>> {
    const ids = new Set(errands.flatMap(({ steps }) => steps.flatMap(({ agentId }) => (agentId === undefined ? [] : [agentId]))));
    const found = await Promise.all([...ids].map((id) => this.neighbours.agent(id, call)));
    return new Map(found.flatMap((agent) => (agent.ok ? [[agent.value.operatorId, agent.value] as const] : [])));
  }
}
