// Node strips types but knows neither decorators nor JSX: those files are lowered with esbuild, in the same thread.
import { registerHooks } from 'node:module';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { transformSync } from 'esbuild';

const decorated = /^\s*@[A-Za-z(]|\(\s*@[A-Za-z(]/m;

registerHooks({
  load(url, context, next) {
    if (!url.startsWith('file:') || url.includes('/node_modules/')) return next(url, context);
    const path = url.split('?')[0];
    const jsx = path.endsWith('.tsx');
    if (!jsx && !path.endsWith('.ts')) return next(url, context);
    const file = fileURLToPath(path);
    const source = readFileSync(file, 'utf8');
    if (!jsx && !decorated.test(source)) return next(url, context);
    const { code } = transformSync(source, {
      loader: jsx ? 'tsx' : 'ts',
      format: 'esm',
      target: 'node24',
      jsx: 'automatic',
      sourcefile: file,
      sourcemap: 'inline',
      tsconfigRaw: { compilerOptions: { experimentalDecorators: true, useDefineForClassFields: true, verbatimModuleSyntax: true } },
    });
    return { format: 'module', source: code, shortCircuit: true };
  },
});
