import { Inject, Injectable } from '@nestjs/common';
import { actorOf, areaOf, covers } from '@houzhai/auth';
import * as C from '@houzhai/contracts';
import { ok, refuse, type InputOf, type Outcome, type RefusalCode } from '@houzhai/contracts';
import { dayOf } from '@houzhai/calendar';
import { Answers, Handles, type Call } from '@houzhai/messaging';
import { envelopeOf, insertEvents, nextNumbers, reaching, toInstant, uuidv7 } from '@houzhai/persistence';
import { KIT, type Kit } from '@houzhai/service';
import { formatBusinessNumber } from '@houzhai/identity-numbers';
import type { PoolClient } from 'pg';
import { personColumns } from '../person/person.store.ts';
import { planPersons, planPlaces, type Line, type PlannedPerson } from './import-plan.ts';
import { existingDocuments, existingPlaces } from './import.store.ts';
import type { NewPlace } from '../place/place.ts';
import { growAddenda } from '../screening/denominator.store.ts';

/** Most rows one import may have. */
const MAX_ROWS = 200_000;
const BULK = 1_000;

interface Stored {
  readonly id: string;
  readonly kind: 'PLACES' | 'PERSONS';
  readonly status: string;
  readonly chunks: number;
  readonly row_count: number;
}

@Injectable()
export class ImportCommands {
  private readonly kit: Kit;
  constructor(@Inject(KIT) kit: Kit) {
    this.kit = kit;
  }

  @Handles(C.BeginImport)
  begin(input: InputOf<typeof C.BeginImport>, call: Call) {
    return this.kit.unitOfWork.inTransaction<C.OutputOf<typeof C.BeginImport>, never>(call, async (client) => {
      const importId = uuidv7(call.now.epochMilliseconds);
      await client.query(
        `insert into "census_screening"."import" ("id", "kind", "status", "file_name", "started_by", "started_at", "chunks", "row_count") values ($1, $2, 'STAGING', $3, $4, $5, 0, 0)`,
        [importId, input.kind, input.fileName, actorOf(call.caller), call.now.toString()],
      );
      return { outcome: ok({ importId }), auditDetails: { importId, kind: input.kind } };
    });
  }

  @Handles(C.StageImportRows)
  stage(input: InputOf<typeof C.StageImportRows>, call: Call) {
    type R = (typeof C.StageImportRows)['refusals'][number];
    return this.withImport<C.OutputOf<typeof C.StageImportRows>, R>(input.importId, call, ['STAGING', 'CHECKED'], async (found, client) => {
      if (input.chunk !== found.chunks) return refuse('import.chunk-out-of-order', { expected: found.chunks });
      const staged = found.row_count + input.rows.length;
      if (staged > MAX_ROWS) return refuse('import.too-large', { rows: MAX_ROWS });
      const key = await this.kit.personKeys.ensure(found.id, client);
      const sealed = this.kit.sealer.seal(key, found.id, `import-chunk:${String(input.chunk)}`, JSON.stringify(input.rows));
      await client.query(
        `insert into "census_screening"."import_chunk" ("import_id", "chunk", "row_count", "sealed") values ($1, $2, $3, $4)`,
        [found.id, input.chunk, input.rows.length, sealed],
      );
      await client.query(`update "census_screening"."import" set "chunks" = $2, "row_count" = $3, "status" = 'STAGING' where "id" = $1`, [
        found.id,
        input.chunk + 1,
        staged,
      ]);
      return ok({ staged });
    });
  }

  @Handles(C.CheckImport)
  check(input: InputOf<typeof C.CheckImport>, call: Call) {
    type R = (typeof C.CheckImport)['refusals'][number];
    return this.withImport<C.OutputOf<typeof C.CheckImport>, R>(input.importId, call, ['STAGING', 'CHECKED'], async (found, client) => {
      if (found.row_count === 0) return refuse('import.nothing-to-do', {});
      const plan = await this.plan(found, client, call);
      await client.query(`update "census_screening"."import" set "status" = 'CHECKED' where "id" = $1`, [found.id]);
      return ok({
        rows: found.row_count,
        fresh: plan.fresh.length,
        unchanged: plan.unchanged,
        faults: plan.faults.slice(0, 500),
        faultCount: plan.faults.length,
      });
    });
  }

  @Handles(C.CommitImport)
  commit(input: InputOf<typeof C.CommitImport>, call: Call) {
    type R = (typeof C.CommitImport)['refusals'][number];
    return this.withImport<C.OutputOf<typeof C.CommitImport>, R>(input.importId, call, ['CHECKED'], async (found, client) => {
      const plan = await this.plan(found, client, call);
      if (plan.faults.length > 0) return refuse('import.has-errors', { errors: plan.faults.length });
      if (plan.kind === 'PLACES') await this.enterPlaces(client, plan.fresh, call);
      else await this.enterPersons(client, plan.fresh, call);
      await this.end(client, found.id, 'COMMITTED');
      return ok({ entered: plan.fresh.length, unchanged: plan.unchanged });
    });
  }

  @Handles(C.AbandonImport)
  abandon(input: InputOf<typeof C.AbandonImport>, call: Call) {
    type R = (typeof C.AbandonImport)['refusals'][number];
    return this.withImport<C.OutputOf<typeof C.AbandonImport>, R>(input.importId, call, ['STAGING', 'CHECKED'], async (found, client) => {
      await this.end(client, found.id, 'ABANDONED');
      return ok({ abandoned: true });
    });
  }

  @Answers(C.ListImports)
  list(input: InputOf<typeof C.ListImports>, _call: Call) {
    return reaching(async () => {
      const { rows } = await this.kit.pool.query<
        Stored & { file_name: string; started_at: string | Date; status: 'STAGING' | 'CHECKED' | 'COMMITTED' | 'ABANDONED' }
      >(
        `select "id", "kind", "status", "file_name", "started_at", "chunks", "row_count" from "census_screening"."import" order by "started_at" desc limit $1`,
        [input.limit],
      );
      return ok({
        rows: rows.map((row) => ({
          importId: row.id,
          kind: row.kind,
          status: row.status,
          fileName: row.file_name,
          rows: row.row_count,
          startedAt: toInstant(row.started_at).toString(),
        })),
      });
    });
  }

  /** Locks the import, so that its steps never overlap, and refuses what its state does not allow. */
  private withImport<T, R extends RefusalCode>(
    importId: string,
    call: Call,
    allowed: readonly string[],
    task: (found: Stored, client: PoolClient) => Promise<Outcome<T, R>>,
  ): Promise<Outcome<T, R>> {
    return this.kit.unitOfWork.inTransaction<T, R>(call, async (client) => {
      const { rows } = await client.query<Stored>(
        `select "id", "kind", "status", "chunks", "row_count" from "census_screening"."import" where "id" = $1 for update`,
        [importId],
      );
      const [found] = rows;
      if (!found) return { outcome: refuse('import.unknown', {}) as unknown as Outcome<T, R> };
      if (!allowed.includes(found.status))
        return { outcome: refuse('import.not-staged', { status: found.status }) as unknown as Outcome<T, R> };
      return { outcome: await task(found, client), auditDetails: { importId } };
    });
  }

  private async plan(
    found: Stored,
    client: PoolClient,
    call: Call,
  ): Promise<ReturnType<typeof planPlaces> | ReturnType<typeof planPersons>> {
    const lines = await this.lines(found, client);
    const within = (path: string): boolean => covers(call.caller, path);
    if (found.kind === 'PLACES') return planPlaces(lines, await existingPlaces(client), within);
    const persons = await existingDocuments(client);
    const paths = await existingPlaces(client);
    return planPersons(lines, {
      paths,
      within,
      documents: persons,
      documentHashes: (no) => this.kit.sealer.blindIndexes('document', no).map((hash) => hash.toString('base64')),
      today: dayOf(call.now),
    });
  }

  private async lines(found: Stored, client: PoolClient): Promise<Line[]> {
    const { rows } = await client.query<{ chunk: number; sealed: Buffer }>(
      `select "chunk", "sealed" from "census_screening"."import_chunk" where "import_id" = $1 order by "chunk"`,
      [found.id],
    );
    const key = await this.kit.personKeys.ensure(found.id, client);
    return rows.flatMap(
      ({ chunk, sealed }) => JSON.parse(this.kit.sealer.open(key, found.id, `import-chunk:${String(chunk)}`, sealed)) as Line[],
    );
  }

  private async enterPlaces(client: PoolClient, places: readonly NewPlace[], call: Call): Promise<void> {
    for (let at = 0; at < places.length; at += BULK) {
      const bulk = places.slice(at, at + BULK).map((place) => ({ ...place, id: uuidv7(call.now.epochMilliseconds) }));
      await client.query(
        `insert into "census_screening"."place" ("id", "version", "path", "parent", "level", "area", "zh", "en", "placeholder", "rental")
         select p.id, 1, p.path, p.parent, p.level, p.area, p.zh, p.en, p.placeholder, p.rental
         from unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::bool[], $9::bool[]) as p(id, path, parent, level, area, zh, en, placeholder, rental)`,
        [
          bulk.map((p) => p.id),
          bulk.map((p) => p.path),
          bulk.map((p) => p.parent),
          bulk.map((p) => p.level),
          bulk.map((p) => p.area),
          bulk.map((p) => p.zh),
          bulk.map((p) => p.en),
          bulk.map((p) => p.placeholder),
          bulk.map((p) => p.rental),
        ],
      );
      await insertEvents(
        client,
        'census_screening',
        call.now,
        bulk.map((place) => {
          const { path, level, rental, zh, en, placeholder, area, id } = place;
          const entity = level === 'house' ? 'house' : level === 'room' || level === 'household' ? 'room' : 'area';
          const contract = { house: C.HouseRegistered, room: C.RoomRegistered, area: C.AreaRegistered }[entity];
          const data = entity === 'area' ? { path, level, rental, zh, en, placeholder } : { path, level, rental };
          return { entity, recordId: id, version: 1, area, ...envelopeOf('census-screening', call, { id, area }, { contract, data }, 1) };
        }),
      );
    }
    await growAddenda(client, call, places.map(({ path }) => path)); // prettier-ignore
  }

  private async enterPersons(client: PoolClient, persons: readonly PlannedPerson[], call: Call): Promise<void> {
    const { sealer } = this.kit;
    const day = dayOf(call.now).toString();
    const first = persons.length === 0 ? 0 : await nextNumbers(client, 'census_screening', 'PE', day, persons.length);
    for (let at = 0; at < persons.length; at += BULK) {
      const bulk = persons.slice(at, at + BULK).map((person, index) => {
        const id = uuidv7(call.now.epochMilliseconds);
        const key = sealer.newKey(id);
        const no = formatBusinessNumber({ prefix: 'PE', date: day, sequence: first + at + index });
        return { id, wrapped: key.wrapped, person, columns: personColumns(sealer, key, no, person, call.now) };
      });
      await client.query(
        `insert into "census_screening"."person_key" ("person_id", "wrapped") select * from unnest($1::uuid[], $2::bytea[])`,
        [bulk.map((p) => p.id), bulk.map((p) => p.wrapped)],
      );
      await client.query(
        `insert into "census_screening"."person" ("id", "version", "no", "area", "path", "document_kind", "document_index", "phone_index", "phone_tail", "name_index", "name_py", "birth_year", "sex", "sealed", "updated_at", "index_key")
         select p.id, 1, p.no, p.area, p.path, p.document_kind, p.document_index, p.phone_index, p.phone_tail, p.name_index::bytea[], p.name_py, p.birth_year, p.sex, p.sealed, $14, $15
         from unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::text[], $6::bytea[], $7::bytea[], $8::bytea[], $9::text[], $10::text[], $11::int[], $12::text[], $13::bytea[])
           as p(id, no, area, path, document_kind, document_index, phone_index, phone_tail, name_index, name_py, birth_year, sex, sealed)`,
        [
          bulk.map((p) => p.id),
          ...(['no', 'area', 'path', 'document_kind', 'document_index', 'phone_index', 'phone_tail'] as const).map((column) =>
            bulk.map((p) => p.columns[column]),
          ),
          bulk.map((p) => `{${(p.columns['name_index'] as Buffer[]).map((hash) => `"\\\\x${hash.toString('hex')}"`).join(',')}}`),
          ...(['name_py', 'birth_year', 'sex', 'sealed'] as const).map((column) => bulk.map((p) => p.columns[column])),
          call.now.toString(),
          sealer.indexKeyId,
        ],
      );
      await insertEvents(
        client,
        'census_screening',
        call.now,
        bulk.map(({ id, person }) => {
          const area = areaOf(person.path);
          return {
            entity: 'person',
            recordId: id,
            version: 1,
            area,
            ...envelopeOf(
              'census-screening',
              call,
              { id, area },
              { contract: C.PersonRegistered, data: { path: person.path, documentKind: person.documentKind } },
              1,
            ),
          };
        }),
      );
    }
  }

  /** Closes the import and destroys what was staged, with its key. */
  private async end(client: PoolClient, importId: string, status: 'COMMITTED' | 'ABANDONED'): Promise<void> {
    await client.query(`update "census_screening"."import" set "status" = $2 where "id" = $1`, [importId, status]);
    await client.query(`delete from "census_screening"."import_chunk" where "import_id" = $1`, [importId]);
    await client.query(`delete from "census_screening"."person_key" where "person_id" = $1`, [importId]);
  }
}
