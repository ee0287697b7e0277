import { defineConfig, globalIgnores } from 'eslint/config';
import nx from '@nx/eslint-plugin';
import tseslint from 'typescript-eslint';
import { pureImports, pureRules } from './tools/lint/purity.mjs';
import houzhai, { EDGE_SUFFIXES } from './tools/lint/rules.mjs';

const TESTS = ['**/*.test.ts', '**/*.test.tsx'];
const SERVICES = 'apps/!(console|e2e)/src';
const SERVICE_EDGES = [
  ...EDGE_SUFFIXES.map((suffix) => `${SERVICES}/**/*.${suffix}.ts`),
  `${SERVICES}/main.ts`,
  `${SERVICES}/config.ts`,
  `${SERVICES}/**/migrations/**`,
];
const PURE_LIBRARIES = ['calendar', 'contracts', 'i18n', 'identity-numbers'].map((name) => `libs/${name}/src/**/*.ts`);

/** Who may depend on whom, by the `type:` tag of a project. */
const may = (type, ...others) => ({ sourceTag: `type:${type}`, onlyDependOnLibsWithTags: others.map((other) => `type:${other}`) });
const boundaries = [
  may('contract', 'contract'),
  may('pure', 'pure', 'contract'),
  may('infra', 'infra', 'pure', 'contract', 'testing'), // testing: from tests only, dependency-cruiser sees to it
  may('app', 'infra', 'pure', 'contract', 'testing'),
  may('console', 'infra', 'pure', 'contract', 'testing'),
  may('starter', 'contract', 'pure', 'infra'),
  may('testing', 'testing', 'infra', 'pure', 'contract', 'starter'),
  may('e2e', 'testing', 'infra', 'pure', 'contract', 'starter', 'console'),
  { sourceTag: 'type:tool', onlyDependOnLibsWithTags: ['*'] },
];

/** Seeds are data beside the projects; dependency-cruiser says who may read them. */
const SEEDS = '^(?:\\.\\./)+seeds/';
const NEIGHBOURS = '^\\.\\./\\.\\./[a-z-]+/(?:src|migrations)/';
const APPS = '^(?:\\.\\./)+apps/';
const MIGRATIONS_AND_CHECKS = '^(?:\\.\\./)+tools/(?:db|chaos/checks)/';

/** Libraries whose integration tests start their backends through libs/testing, which itself is built on them. */
const testedBy = ['auth', 'messaging', 'persistence', 'service', 'telemetry', 'dev'].flatMap((name) => [
  ['@houzhai/testing', `@houzhai/${name}`],
  [`@houzhai/${name}`, '@houzhai/testing'],
]);

/** @param {string[]} allow expressions for relative imports that may leave the project */
const boundaryRule = (allow) => [
  'error',
  { enforceBuildableLibDependency: false, allow, ignoredCircularDependencies: testedBy, depConstraints: boundaries },
];

export default defineConfig(
  globalIgnores(['**/dist/**', '**/node_modules/**', '**/generated/**', '**/migrations/**', '**/.nx/**', '**/.houzhai/**']),
  {
    files: ['**/*.ts', '**/*.tsx', '**/*.mjs'],
    extends: [tseslint.configs.strict], // the rules that need types: .oxlintrc.json
    plugins: { houzhai },
    linterOptions: { reportUnusedDisableDirectives: 'error' },
    rules: {
      'houzhai/file-kind': 'error',
      'houzhai/file-name': 'error',
      'houzhai/file-length': ['error', 350],
      eqeqeq: 'error',
      'no-console': 'error', // services log through libs/telemetry; programs for people write to process.stdout
      '@typescript-eslint/no-unused-vars': [
        'error',
        { argsIgnorePattern: '^_', varsIgnorePattern: '^_', destructuredArrayIgnorePattern: '^_' },
      ],
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/no-extraneous-class': 'off', // Nest modules are empty classes, with a decorator or named in a dynamic module
      '@typescript-eslint/no-empty-function': ['error', { allow: ['arrowFunctions'] }], // a callback that does nothing says so
    },
  },
  {
    files: ['**/*.ts', '**/*.tsx'],
    plugins: { '@nx': nx },
    rules: {
      '@nx/enforce-module-boundaries': boundaryRule([SEEDS]),
    },
  },
  {
    name: 'programs in plain JavaScript',
    files: ['**/*.mjs'],
    rules: { 'no-console': 'off' },
  },
  { name: 'programs for people', files: ['tools/**/*.ts'], rules: { 'no-console': 'off' } },
  {
    name: 'tools gather what applications do not export: their stores, migrations, entry points',
    files: ['tools/**/*.ts'],
    ignores: ['tools/dev/**'],
    rules: { '@nx/enforce-module-boundaries': boundaryRule([SEEDS, APPS]) },
  },
  {
    name: 'journeys start the applications themselves',
    files: ['apps/e2e/**/*.ts'],
    rules: { '@nx/enforce-module-boundaries': boundaryRule([SEEDS, NEIGHBOURS, MIGRATIONS_AND_CHECKS]) },
  },
  {
    name: 'pure files of a service',
    files: [`${SERVICES}/**/*.ts`],
    ignores: [...SERVICE_EDGES, ...TESTS],
    rules: { ...pureRules, ...pureImports },
  },
  { name: 'pure libraries', files: PURE_LIBRARIES, ignores: TESTS, rules: { ...pureRules, ...pureImports } },
  {
    name: 'tests',
    files: [...TESTS, '**/test/**/*.ts'],
    rules: {
      '@typescript-eslint/no-non-null-assertion': 'off', // a missing value fails the test, as it should
    },
  },
);
