// node raw-echo.mjs: writes every key back; the least a program on a terminal can do.
process.stdin.setRawMode(true);
process.stdin.on('data', (bytes) => process.stdout.write(bytes));
process.stdout.write('ready');
