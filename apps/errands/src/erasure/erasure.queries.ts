import { Inject, Injectable } from '@nestjs/common';
import { ErasurePart, ok, type InputOf } from '@houzhai/contracts';
import { Answers } from '@houzhai/messaging';
import { destroyedKey, reaching, toInstant } from '@houzhai/persistence';
import { KIT, type Kit } from '@houzhai/service';

@Injectable()
export class ErasureQueries {
  private readonly kit: Kit;
  constructor(@Inject(KIT) kit: Kit) {
    this.kit = kit;
  }

  @Answers(ErasurePart)
  part({ personId }: InputOf<typeof ErasurePart>) {
    return reaching(async () => {
      const destroyed = await destroyedKey(this.kit.pool, 'errands', personId);
      return ok(
        destroyed
          ? {
              at: toInstant(destroyed.at).toString(),
              ...(destroyed.fingerprint === null ? {} : { keyFingerprint: destroyed.fingerprint }),
              ...(destroyed.auditSeq === null ? {} : { auditSeq: destroyed.auditSeq }),
            }
          : {},
      );
    });
  }
}
