import type { DeliveryState } from '@houzhai/contracts';
import { printResult, type OutputOptions } from './output.ts';

/** Prints how far events have travelled: a line for each service, then what needs somebody, with the command that does it. */
export function printDelivery(states: readonly DeliveryState[], options: OutputOptions): void {
  const zh = options.lang === 'zh';
  const human = states.map(({ service, pending, oldestSeconds, parked, deadLetters, stream, readers }) => ({
    [zh ? '服务' : 'service']: service,
    [zh ? '待发' : 'pending']: pending,
    [zh ? '最久(秒)' : 'oldest (s)']: oldestSeconds,
    [zh ? '搁置' : 'parked']: parked.length,
    [zh ? '死信' : 'dead letters']: deadLetters.length,
    [zh ? '流中事件' : 'in the stream']: stream.exists ? stream.events : zh ? '无此流' : 'no stream',
    [zh ? '读者未读' : 'readers behind']: readers
      .map(({ durable, stream: of, lag, unconfirmed }) => `${durable} ${of} ${String(lag + unconfirmed)}`)
      .join(', '),
  }));
  printResult({ rows: states.map((state) => ({ ...state })) }, options, human);
  if (options.json || options.jsonl || options.csv || options.fields) return;
  for (const { service, parked, deadLetters } of states) {
    const of = `--service ${service}`;
    for (const { position, entity, version, reason, waiting } of parked)
      tell(
        zh
          ? `搁置 ${entity} 第 ${String(version)} 条：${reason}；其后 ${String(waiting)} 条等待。hz delivery retry ${position} ${of} 重发，hz delivery skip ${position} ${of} 放弃`
          : `parked ${entity}, event ${String(version)}: ${reason}; ${String(waiting)} wait behind it. hz delivery retry ${position} ${of}, or skip to give it up`,
      );
    for (const { id, durable, entity = '', version, cause } of deadLetters)
      tell(
        zh
          ? `死信 ${durable} ${entity} 第 ${String(version ?? '?')} 条：${cause}。hz delivery retry-dead-letter ${id} ${of} 重试，hz delivery give-up-dead-letter ${id} ${of} 放弃`
          : `dead letter of ${durable}, ${entity} event ${String(version ?? '?')}: ${cause}. hz delivery retry-dead-letter ${id} ${of}, or give-up-dead-letter`,
      );
  }
}

const tell = (line: string): void => void process.stderr.write(`${line.replaceAll(/\p{Cc}/gu, ' ')}\n`);
