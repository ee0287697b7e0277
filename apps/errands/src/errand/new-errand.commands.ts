import { refuse, type InputOf, type Outcome, type RequestErrand, type ServiceModuleView } from '@houzhai/contracts';
import { dayOf } from '@houzhai/calendar';
import { formatBusinessNumber } from '@houzhai/identity-numbers';
import { BusinessNumbers, uuidv7, type PersonKeys, type Work } from '@houzhai/persistence';
import type { Kit } from '@houzhai/service';
import { findForm, findModule } from '../service-module/service-module.store.ts';
import type { Decided, World } from './decision.ts';
import { requestErrand } from './errand.decide.ts';
import { similarErrands } from './errand.lookups.store.ts';

/** A new errand as decided, with its number and what is sealed of it; not saved yet. */
export interface DraftedErrand {
  readonly decided: Decided;
  readonly sealed: Buffer;
}

/** Drafts new errands, for whatever registers them. */
export class NewErrands {
  private readonly keys: PersonKeys;
  private readonly numbers: BusinessNumbers;

  constructor(kit: Pick<Kit, 'pool' | 'personKeys'>) {
    this.keys = kit.personKeys;
    this.numbers = new BusinessNumbers(kit.pool, 'errands');
  }

  /** Decides, numbers and seals. @param place where the beneficiary lives */
  async draft(
    input: InputOf<typeof RequestErrand>,
    place: { readonly area: string; readonly path: string },
    world: World,
    work: Work,
  ): Promise<Outcome<DraftedErrand, (typeof RequestErrand)['refusals'][number]>> {
    const current = await findModule(work.pool, input.moduleCode);
    if (!current) return refuse('service-module.unknown', { code: input.moduleCode });
    const module = await asAsked(current, input.formVersion, work);
    if (!module)
      return refuse('service-module.form-unknown', { code: current.code, form: input.formVersion ?? 0, current: current.formVersion });
    const since = work.now.subtract({ hours: world.policy.duplicateWindowHours });
    const similar = await similarErrands(work.pool, this.keys, input.beneficiaryId, input.kind, since);
    const facts = { id: uuidv7(work.now.epochMilliseconds), no: 'ER', ...place, module, similar };
    const draft = requestErrand(input, facts, world);
    if (!draft.ok) return draft;
    const day = dayOf(work.now).toString();
    const no = formatBusinessNumber({ prefix: 'ER', date: day, sequence: await this.numbers.next('ER', day) });
    const { items, note, answers } = input;
    const sealed = await this.keys.seal(input.beneficiaryId, 'errand', { items, note, answers });
    return { ok: true, value: { decided: { ...draft.value, errand: { ...draft.value.errand, no } }, sealed } };
  }
}

/** The module with the form its questions were asked from: whoever began with an older one is not asked again. */
async function asAsked(current: ServiceModuleView, asked: number | undefined, { pool }: Work): Promise<ServiceModuleView | undefined> {
  if (asked === undefined || asked === current.formVersion) return current;
  const form = await findForm(pool, current.code, asked);
  return form && { ...current, formVersion: asked, fields: form.fields };
}
