/** Options every command understands. */
export interface CommonOptions {
  readonly server?: string;
  readonly json?: boolean;
  readonly jsonl?: boolean;
  readonly csv?: boolean;
  readonly fields?: string;
  readonly yes?: boolean;
  readonly idempotencyKey?: string;
  readonly lang?: 'zh' | 'en';
  /** For operations that every service has. */
  readonly service?: string;
  /** File to set it on paper in. */
  readonly pdf?: string;
  /** File to export all rows to, or to be told by. */
  readonly file?: string;
}
