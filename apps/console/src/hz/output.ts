import stringWidth from 'string-width';
import type { Language } from '@houzhai/i18n';

/** How results are printed. */
export interface OutputOptions {
  readonly json: boolean;
  readonly jsonl: boolean;
  readonly csv: boolean;
  readonly fields: readonly string[] | undefined;
  readonly lang: Language;
}

/** A result that has rows says how many there are and whether all are shown. */
export interface Rows {
  readonly rows: readonly Record<string, unknown>[];
  readonly total?: number;
  readonly asOf?: string;
  /** nats-servers, where a list says how they are. */
  readonly servers?: readonly { readonly name: string; readonly current: boolean }[];
}

const isRows = (data: unknown): data is Rows =>
  typeof data === 'object' && data !== null && Array.isArray((data as { rows?: unknown }).rows);

const text = (value: unknown): string => {
  if (value === undefined || value === null) return '';
  if (typeof value === 'object')
    return Array.isArray(value) && value.every((item) => typeof item !== 'object') ? value.join(',') : JSON.stringify(value);
  return (typeof value === 'string' ? value : JSON.stringify(value)).replaceAll(/[\p{Cc}\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu, ' ');
};

const pick = (row: Record<string, unknown>, fields: readonly string[] | undefined): Record<string, unknown> =>
  fields ? Object.fromEntries(fields.map((field) => [field, row[field]])) : row;

/** A spreadsheet must not run what a resident is called. */
const csvCell = (value: unknown): string => {
  const plain = text(value);
  const safe = /^[=+\-@\t\r]/.test(plain) ? `'${plain}` : plain;
  return /[",\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
};

/** Rows as aligned columns, by display width. */
export function tableOf(rows: readonly Record<string, unknown>[], columns: readonly string[]): string {
  const cells = [columns, ...rows.map((row) => columns.map((column) => text(row[column])))];
  const widths = columns.map((_, index) => Math.max(...cells.map((line) => stringWidth(line[index] ?? ''))));
  return cells
    .map((line) =>
      line
        .map((cell, index) => (index === line.length - 1 ? cell : cell + ' '.repeat((widths[index] ?? 0) - stringWidth(cell))))
        .join('  '),
    )
    .join('\n');
}

/**
 * Prints a result: data on standard output, narration on standard error, truncation never silent.
 * @param human what people see instead of the bare rows, where the command has something better.
 */
export function printResult(data: unknown, options: OutputOptions, human?: readonly Record<string, unknown>[]): void {
  const out = (line: string): void => void process.stdout.write(`${line}\n`);
  if (isRows(data)) {
    const total = data.total ?? data.rows.length;
    const truncated = data.rows.length < total;
    const rows = data.rows.map((row) => pick(row, options.fields));
    if (options.json)
      out(
        JSON.stringify({
          data: rows,
          meta: {
            total,
            truncated,
            ...(data.asOf === undefined ? {} : { asOf: data.asOf }),
            ...(data.servers ? { servers: data.servers } : {}),
          },
        }),
      );
    else if (options.jsonl) for (const row of rows) out(JSON.stringify(row));
    else {
      const shown = options.csv || options.fields ? rows : (human ?? rows);
      const columns = options.fields ?? [...new Set(shown.flatMap((row) => Object.keys(row)))];
      if (options.csv)
        for (const line of [columns, ...shown.map((row) => columns.map((column) => row[column]))]) out(line.map(csvCell).join(','));
      else if (shown.length > 0) out(tableOf(shown, columns));
      else process.stderr.write(options.lang === 'zh' ? '没有符合条件的记录\n' : 'Nothing matches\n');
    }
    for (const { name, current } of data.servers ?? [])
      if (!current)
        process.stderr.write(
          options.lang === 'zh'
            ? `nats-server ${name} 的配置不是当前版本；重新生成后 reload 或重启，见 deploy/nats/README.md\n`
            : `nats-server ${name} runs by an older configuration; make it anew, then reload or restart it: deploy/nats/README.md\n`,
        );
    if (truncated)
      process.stderr.write(
        options.lang === 'zh'
          ? `显示 ${String(data.rows.length)} / ${String(total)}；--limit 或 --cursor 看其余\n`
          : `${String(data.rows.length)} of ${String(total)} shown; see the rest with --limit or --cursor\n`,
      );
    return;
  }
  const record = pick(data as Record<string, unknown>, options.fields);
  if (options.json) out(JSON.stringify({ data: record, meta: { total: 1, truncated: false } }));
  else if (options.jsonl) out(JSON.stringify(record));
  else for (const line of linesOf(record)) out(line);
}

/** A record a line each, what is inside it by its path. */
const linesOf = (record: Record<string, unknown>, path = ''): readonly string[] =>
  Object.entries(record).flatMap(([key, value]) =>
    typeof value === 'object' && value !== null && !Array.isArray(value)
      ? linesOf(value as Record<string, unknown>, `${path}${key}.`)
      : [`${path}${key}: ${text(value)}`],
  );
