// What a pure file may not touch, as settings of ESLint's own rules. Used by eslint.config.mjs.

const clock = 'A pure file has no clock: take `now` as an argument.';
const chance = 'A pure file has no randomness: take ids and numbers as arguments.';
const outside = 'A pure file does not touch the world: the edge fetches, the core thinks.';

export const pureRules = {
  'no-restricted-globals': [
    'error',
    { name: 'performance', message: clock },
    { name: 'crypto', message: chance },
    ...[
      'process',
      'console',
      'fetch',
      'setTimeout',
      'setInterval',
      'setImmediate',
      'queueMicrotask',
      'Buffer',
      'globalThis',
      'WebSocket',
      'require',
    ].map((name) => ({
      name,
      message: outside,
    })),
  ],
  'no-restricted-properties': [
    'error',
    { object: 'Date', property: 'now', message: clock },
    { object: 'Temporal', property: 'Now', message: clock },
    { object: 'Math', property: 'random', message: chance },
  ],
  'no-restricted-syntax': [
    'error',
    { selector: "NewExpression[callee.name='Date'][arguments.length=0]", message: clock },
    { selector: "CallExpression[callee.name='Date']", message: clock },
    { selector: 'ImportExpression', message: outside },
    { selector: 'AwaitExpression', message: outside },
    { selector: "MemberExpression[object.type='MetaProperty']", message: outside },
  ],
};

const libraries = ['auth', 'documents', 'messaging', 'persistence', 'service', 'telemetry', 'testing', 'dev', 'tools'].map(
  (name) => `@houzhai/${name}`,
);

/** Imports a pure file may not have; a library's own infrastructure too. */
export const pureImports = {
  '@typescript-eslint/no-restricted-imports': [
    'error',
    {
      patterns: [
        {
          group: [
            'node:*',
            '@nestjs/*',
            '@mikro-orm/*',
            '@nats-io/*',
            'pg',
            'kysely',
            'pino',
            'rxjs',
            ...libraries,
            ...libraries.map((name) => `${name}/*`),
          ],
          message: outside,
        },
      ],
    },
  ],
};
