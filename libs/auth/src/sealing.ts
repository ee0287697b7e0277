import { createCipheriv, createDecipheriv, createHash, createHmac, createSecretKey, randomBytes, type KeyObject } from 'node:crypto';

const STOCK_BYTES = 4_096;
let stock = Buffer.alloc(0);
/** Random bytes, used once each; asked of the system in stock, as every asking costs as much as a sealing. */
function randomOnce(bytes: number): Buffer {
  if (stock.length < bytes) stock = randomBytes(STOCK_BYTES);
  const some = Buffer.from(stock.subarray(0, bytes));
  stock.fill(0, 0, bytes);
  stock = stock.subarray(bytes);
  return some;
}

/** Ciphertext: 12 bytes nonce, 16 bytes tag, the rest. A key object is used many times faster than the bytes of a key. */
const seal = (key: KeyObject, plain: Buffer, bound: string): Buffer => {
  const nonce = randomOnce(12);
  const cipher = createCipheriv('aes-256-gcm', key, nonce);
  cipher.setAAD(Buffer.from(bound));
  const body = Buffer.concat([cipher.update(plain), cipher.final()]);
  return Buffer.concat([nonce, cipher.getAuthTag(), body]);
};

const open = (key: KeyObject, sealed: Buffer, bound: string): Buffer => {
  const decipher = createDecipheriv('aes-256-gcm', key, sealed.subarray(0, 12));
  decipher.setAAD(Buffer.from(bound));
  decipher.setAuthTag(sealed.subarray(12, 28));
  return Buffer.concat([decipher.update(sealed.subarray(28)), decipher.final()]);
};

/** A key with the name it goes by: the beginning of a hash of it. */
interface NamedKey {
  readonly id: Buffer;
  readonly key: KeyObject;
}

const ID_BYTES = 4;
/** A wrapped key before keys had names: nonce, tag and 32 bytes. */
const NAMELESS_BYTES = 60;

/** Keys of a setting, newest first: base64url of 32 bytes each, separated by commas. @throws when one is none. */
export function keysOf(setting: string, what: string): readonly [Buffer, ...Buffer[]] {
  const [first, ...others] = setting.split(',').map((text) => Buffer.from(text.trim(), 'base64url'));
  if (!first || [first, ...others].some((key) => key.length !== 32))
    throw new Error(`${what}: 32 bytes each, newest first, separated by commas`);
  return [first, ...others];
}

const named = (key: Buffer): NamedKey => ({
  id: createHash('sha256').update('houzhai key').update(key).digest().subarray(0, ID_BYTES),
  key: createSecretKey(key),
});

/** The key of one person, ready for use; only ever held for the length of one command or query, as destroying the wrapped key erases. */
export class OpenedKey {
  readonly wrapped: Buffer;
  private readonly key: KeyObject;
  private readonly personId: string;

  constructor(wrapped: Buffer, key: KeyObject, personId: string) {
    this.wrapped = wrapped;
    this.key = key;
    this.personId = personId;
  }

  /** Encrypts text; `purpose` binds it to its column. */
  seal(purpose: string, text: string): Buffer {
    return seal(this.key, Buffer.from(text), `${this.personId}:${purpose}`);
  }

  /** Decrypts what `seal` made. @throws when key, person or purpose differ or a byte was changed. */
  open(purpose: string, sealed: Buffer): string {
    return open(this.key, sealed, `${this.personId}:${purpose}`).toString();
  }
}

/**
 * Encrypts what belongs to one person. A key per person, itself wrapped by the master key; destroying it erases. Of several
 * master keys the newest wraps and every one opens; of several index keys the newest indexes and every one is searched by.
 */
export class Sealer {
  private readonly masters: readonly [NamedKey, ...NamedKey[]];
  private readonly indexes: readonly [NamedKey, ...NamedKey[]];

  /** @param masterKeys @param indexKeys as settings have them, see `keysOf`. */
  constructor(masterKeys: string, indexKeys: string) {
    const [master, ...masters] = keysOf(masterKeys, 'Master keys');
    const [index, ...indexes] = keysOf(indexKeys, 'Index keys');
    this.masters = [named(master), ...masters.map(named)];
    this.indexes = [named(index), ...indexes.map(named)];
  }

  /** Names (hexadecimal) of the master keys, newest first. */
  get masterKeyIds(): readonly string[] {
    return this.masters.map(({ id }) => id.toString('hex'));
  }

  /** Names (hexadecimal) of the index keys, newest first. */
  get indexKeyIds(): readonly string[] {
    return this.indexes.map(({ id }) => id.toString('hex'));
  }

  /** Name of the key new hashes are made with. */
  get indexKeyId(): string {
    return this.indexes[0].id.toString('hex');
  }

  /** A fresh key for a person, wrapped by the newest master key and naming it. */
  newKey(personId: string): OpenedKey {
    const key = randomOnce(32);
    return new OpenedKey(this.wrap(key, personId), createSecretKey(key), personId);
  }

  /** The key of a person, opened once for all that is sealed or opened at one time. @throws when none of the master keys opens it. */
  opened(wrapped: Buffer, personId: string): OpenedKey {
    return new OpenedKey(wrapped, createSecretKey(this.unwrap(wrapped, personId)), personId);
  }

  /** The same key wrapped by the newest master key; undefined when it is already. @throws when none of the keys opens it. */
  rewrapped(wrapped: Buffer, personId: string): Buffer | undefined {
    const [newest] = this.masters;
    const isNewest = wrapped.length > NAMELESS_BYTES && wrapped.subarray(0, ID_BYTES).equals(newest.id);
    return isNewest ? undefined : this.wrap(this.unwrap(wrapped, personId), personId);
  }

  /** Encrypts text under a person's wrapped key; `purpose` binds it to its column. */
  seal(wrapped: Buffer, personId: string, purpose: string, text: string): Buffer {
    return this.opened(wrapped, personId).seal(purpose, text);
  }

  /** Decrypts what `seal` made. @throws when key, person or purpose differ or a byte was changed. */
  open(wrapped: Buffer, personId: string, purpose: string, sealed: Buffer): string {
    return this.opened(wrapped, personId).open(purpose, sealed);
  }

  /** Keyed hash for exact search (blind index), 32 bytes, by the newest key. */
  blindIndex(purpose: string, text: string): Buffer {
    return hashed(this.indexes[0], purpose, text);
  }

  /** The hash by every index key, newest first: what a row may have while the key is being changed. */
  blindIndexes(purpose: string, text: string): Buffer[] {
    return this.indexes.map((index) => hashed(index, purpose, text));
  }

  private wrap(key: Buffer, personId: string): Buffer {
    const [newest] = this.masters;
    return Buffer.concat([newest.id, seal(newest.key, key, personId)]);
  }

  private unwrap(wrapped: Buffer, personId: string): Buffer {
    if (wrapped.length > NAMELESS_BYTES) {
      const master = this.masters.find(({ id }) => wrapped.subarray(0, ID_BYTES).equals(id));
      if (!master) throw new Error(`No master key ${wrapped.subarray(0, ID_BYTES).toString('hex')}`);
      return open(master.key, wrapped.subarray(ID_BYTES), personId);
    }
    // Named by nobody: the key that opens it is the one.
    for (const { key } of this.masters.slice(0, -1)) {
      try {
        return open(key, wrapped, personId);
      } catch {
        // Wrapped by an older one.
      }
    }
    return open((this.masters.at(-1) ?? this.masters[0]).key, wrapped, personId);
  }
}

const hashed = ({ key }: NamedKey, purpose: string, text: string): Buffer =>
  createHmac('sha256', key).update(`${purpose}\u0000${text}`).digest();
