import { createCipheriv, createDecipheriv, createHmac, randomBytes } from 'node:crypto';

/** Ciphertext: 12 bytes nonce, 16 bytes tag, the rest. */
const seal = (key: Buffer, plain: Buffer, bound: string): Buffer => {
  const nonce = randomBytes(12);
  const cipher = createCipheriv('aes-256-gcm', key, nonce);
  cipher.setAAD(Buffer.from(bound));
  const body = Buffer.concat([cipher.update(plain), cipher.final()]);
  return Buffer.concat([nonce, cipher.getAuthTag(), body]);
};

const open = (key: Buffer, sealed: Buffer, bound: string): Buffer => {
  const decipher = createDecipheriv('aes-256-gcm', key, sealed.subarray(0, 12));
  decipher.setAAD(Buffer.from(bound));
  decipher.setAuthTag(sealed.subarray(12, 28));
  return Buffer.concat([decipher.update(sealed.subarray(28)), decipher.final()]);
};

/** Encrypts what belongs to one person. A key per person, itself wrapped by the master key; destroying it erases. */
export class Sealer {
  private readonly master: Buffer;
  private readonly index: Buffer;

  /** @param masterKey @param indexKey base64url of 32 bytes each. */
  constructor(masterKey: string, indexKey: string) {
    this.master = Buffer.from(masterKey, 'base64url');
    this.index = Buffer.from(indexKey, 'base64url');
    if (this.master.length !== 32 || this.index.length !== 32) throw new Error('The master key and the index key must be 32 bytes each');
  }

  /** A fresh key for a person, wrapped. */
  newWrappedKey(personId: string): Buffer {
    return seal(this.master, randomBytes(32), personId);
  }

  /** Encrypts text under a person's wrapped key; `purpose` binds it to its column. */
  seal(wrapped: Buffer, personId: string, purpose: string, text: string): Buffer {
    return seal(open(this.master, wrapped, personId), Buffer.from(text), `${personId}:${purpose}`);
  }

  /** Decrypts what `seal` made. @throws when key, person or purpose differ or a byte was changed. */
  open(wrapped: Buffer, personId: string, purpose: string, sealed: Buffer): string {
    return open(open(this.master, wrapped, personId), sealed, `${personId}:${purpose}`).toString();
  }

  /** Keyed hash for exact search (blind index), 32 bytes. */
  blindIndex(purpose: string, text: string): Buffer {
    return createHmac('sha256', this.index).update(`${purpose}\u0000${text}`).digest();
  }
}
