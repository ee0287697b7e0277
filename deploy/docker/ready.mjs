// Health check of a container: 0 when /readyz says so.
const url = `http://127.0.0.1:${process.env.HZ_HTTP_PORT}/readyz`;
const ready = await fetch(url, { signal: AbortSignal.timeout(8_000) }).then(
  ({ ok }) => ok,
  () => false,
);
process.exit(ready ? 0 : 1);
