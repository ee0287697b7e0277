import 'temporal-polyfill/global';
import { randomUUID } from 'node:crypto';
import { PassThrough } from 'node:stream';
import { useSyncExternalStore } from 'react';
import { Box, Text, render } from 'ink';
import { languageOf } from '@houzhai/i18n';
import { paint, type Painted } from './app/frame.ts';
import { keyPressed, resized, start } from './app/update.ts';
import { Runtime } from './app/runtime.ts';
import { clipboardSequence, openTerminal } from './terminal/terminal.ts';

const option = (name: string): string | undefined => {
  const at = process.argv.indexOf(`--${name}`);
  return at < 0 ? undefined : process.argv[at + 1];
};

if (!process.stdout.isTTY || !process.stdin.isTTY) {
  process.stderr.write('控制台需要终端；脚本请用 hz / The console needs a terminal; scripts use hz\n');
  process.exit(69);
}

const said = option('lang');
const colours = (process.env['NO_COLOR'] ?? '') === '';
const account = option('account');
const model = start({
  lang: said === 'zh' || said === 'en' ? said : languageOf(process.env),
  server: option('server') ?? process.env['HZ_SERVER'] ?? 'nats://127.0.0.1:4222',
  size: { columns: process.stdout.columns, rows: process.stdout.rows },
  now: Date.now(),
  newId: randomUUID,
  bell: process.env['HZ_BELL'] !== 'off',
  ...(account === undefined ? {} : { account }),
});

let painted: Painted = paint(model, colours);
const listeners = new Set<() => void>();
const subscribe = (listener: () => void): (() => void) => {
  listeners.add(listener);
  return () => listeners.delete(listener);
};

const terminal = openTerminal(
  process.stdin,
  process.stdout,
  (key) => {
    if (key.name === 'escape') runtime.cancelReading();
    runtime.dispatch(keyPressed(key));
  },
  () => runtime.dispatch(resized(process.stdout.columns, process.stdout.rows)),
);

const runtime = new Runtime(model, {
  render: (now) => {
    painted = paint(now, colours);
    terminal.sink.setCursor(painted.cursor);
    for (const listener of listeners) listener();
  },
  copy: (text) => void process.stdout.write(clipboardSequence(text)),
  bell: () => void process.stdout.write('\u0007'),
  repaint: () => {
    terminal.sink.invalidate();
    painted = { ...painted };
    for (const listener of listeners) listener();
  },
  quit: () => {
    void runtime.close().finally(() => {
      terminal.restore();
      process.exit(0);
    });
    setTimeout(() => {
      terminal.restore();
      process.exit(0);
    }, 1_500).unref();
  },
});

/** The frame, a line each. */
function Screen() {
  const { lines } = useSyncExternalStore(subscribe, () => painted);
  return (
    <Box flexDirection="column">
      {lines.map((text, index) => (
        <Text key={index} wrap="truncate-end">
          {text}
        </Text>
      ))}
    </Box>
  );
}

terminal.sink.setCursor(painted.cursor);
render(<Screen />, {
  stdout: terminal.sink as unknown as NodeJS.WriteStream,
  stdin: new PassThrough() as unknown as NodeJS.ReadStream,
  debug: true,
  exitOnCtrlC: false,
  patchConsole: false,
});
