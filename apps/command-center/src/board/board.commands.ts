import { Inject, Injectable } from '@nestjs/common';
import * as C from '@houzhai/contracts';
import { DURABLES, ok, refuse, type InputOf, type Outcome } from '@houzhai/contracts';
import { Answers, Handles, type Call } from '@houzhai/messaging';
import { ProjectionRebuild, reaching, type Projection } from '@houzhai/persistence';
import { KIT, ledgerPages, type Kit } from '@houzhai/service';
import { boardChanges, boardStatements } from './board.ts';

const DURABLE = 'command-center--board';

/** Read models of the command centre. */
const PROJECTIONS: readonly Projection[] = [
  {
    name: 'board',
    durable: DURABLE,
    reads: DURABLES.find(({ name }) => name === DURABLE)?.reads ?? [],
    tables: ['errand', 'person', 'arrival', 'isolation', 'task_force', 'round', 'dwellings', 'door', 'care', 'card', 'area'].map(
      (name) => `board_${name}`,
    ),
    statements: (events) => boardStatements(boardChanges(events)),
  },
];

/** Builds read models anew, or tells whether that would change them. */
@Injectable()
export class BoardCommands {
  private readonly kit: Kit;
  private readonly rebuilds: ReadonlyMap<string, ProjectionRebuild>;

  constructor(@Inject(KIT) kit: Kit) {
    this.kit = kit;
    const parts = { pool: kit.pool, schema: 'command_center', ledger: ledgerPages(kit.client) };
    this.rebuilds = new Map(PROJECTIONS.map((projection) => [projection.name, new ProjectionRebuild({ ...parts, projection })]));
  }

  @Handles(C.RebuildProjection)
  async rebuild(
    input: InputOf<typeof C.RebuildProjection>,
    call: Call,
  ): Promise<Outcome<C.OutputOf<typeof C.RebuildProjection>, 'projection.unknown'>> {
    const { name } = input;
    const rebuild = this.rebuilds.get(name);
    if (!rebuild) return this.unknown();
    return reaching(() =>
      rebuild.rebuild((work) =>
        this.kit.unitOfWork.inTransaction<C.OutputOf<typeof C.RebuildProjection>, 'projection.unknown'>(call, async (client) => {
          const value = { name, ...(await work(client)) };
          return { outcome: ok(value), auditDetails: value };
        }),
      ),
    );
  }

  @Answers(C.VerifyProjection)
  async verify(
    input: InputOf<typeof C.VerifyProjection>,
    _call: Call,
  ): Promise<Outcome<C.OutputOf<typeof C.VerifyProjection>, 'projection.unknown'>> {
    const { name } = input;
    const rebuild = this.rebuilds.get(name);
    return rebuild ? reaching(async () => ok({ name, ...(await rebuild.verify()) })) : this.unknown();
  }

  private unknown(): ReturnType<typeof refuse<'projection.unknown'>> {
    return refuse('projection.unknown', { name: [...this.rebuilds.keys()].join(', ') });
  }
}
