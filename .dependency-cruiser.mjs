// Who may import whom, file by file; ARCHITECTURE.md, section "Who may import whom". Nx checks the same by project tags:
// each sees what the other is silent about. Every rule here has a probe in tools/lint.

const SERVICE = '^apps/(?!console/|e2e/)([^/]+)/src/';
const TEST = '(\\.test\\.tsx?$|^apps/e2e/|/test/)';
const EDGE = '(\\.(commands|queries|reactions|projection|row|store|partner|delivery|module)\\.ts$|/main\\.ts$|/config\\.ts$|/migrations/)';
const PURE_LIBS = 'calendar|i18n|identity-numbers';
const INFRA_LIBS = 'auth|documents|messaging|persistence|service|telemetry';
const DATABASE = '(^|/)node_modules/(pg|kysely|@mikro-orm)/';
const NEST = '(^|/)node_modules/@nestjs/';

/** @param {string} name @param {string} comment @param {object} from @param {object} to */
const no = (name, comment, from, to) => ({ name, comment, severity: 'error', from, to });

export const forbidden = [
  no(
    'contracts-alone',
    'contracts know only themselves',
    { path: '^libs/contracts/', pathNot: TEST },
    { path: '^(libs/(?!contracts/)|apps/|tools/)' },
  ),
  no('contracts-without-node', 'contracts run anywhere', { path: '^libs/contracts/src/', pathNot: TEST }, { dependencyTypes: ['core'] }),
  no(
    'pure-libs-pure',
    'pure libraries know pure libraries and contracts',
    { path: `^libs/(${PURE_LIBS})/`, pathNot: TEST },
    { path: `^(libs/(?!(${PURE_LIBS}|contracts)/)|apps/|tools/)` },
  ),
  no(
    'pure-libs-without-node',
    'pure libraries do no I/O',
    { path: `^libs/(${PURE_LIBS})/src/`, pathNot: TEST },
    { dependencyTypes: ['core'] },
  ),
  no('infra-below-apps', 'libraries know no application', { path: `^libs/(${INFRA_LIBS}|testing)/` }, { path: '^apps/' }),
  no('infra-not-tools', 'libraries know no tool', { path: `^libs/(${INFRA_LIBS})/`, pathNot: TEST }, { path: '^tools/' }),
  no(
    'testing-from-tests',
    'what starts backends is imported by tests only',
    { path: '^(apps|libs)/', pathNot: `${TEST}|^libs/testing/` },
    { path: '^libs/testing/' },
  ),
  no('testing-starters-only', 'of the tools, tests know the starters', { path: '^libs/testing/' }, { path: '^tools/(?!dev/)' }),
  no(
    'starter-alone',
    'the local stack is below tests and tools',
    { path: '^tools/dev/', pathNot: TEST },
    { path: '^(apps/|libs/testing/|tools/(?!dev/))' },
  ),
  no('app-alone', 'an application never imports another', { path: '^apps/(?!e2e/)([^/]+)/' }, { path: '^apps/(?!$1/)' }),
  no('app-not-tools', 'an application knows no tool', { path: '^apps/(?!e2e/)', pathNot: TEST }, { path: '^tools/' }),
  no(
    'console-without-database',
    'the console asks services',
    { path: '^apps/console/' },
    { path: `^libs/(persistence|service)/|${DATABASE}` },
  ),
  no(
    'core-own-service',
    'a pure file knows pure files of its own service, contracts and pure libraries',
    { path: SERVICE, pathNot: `${EDGE}|${TEST}` },
    { path: '^(apps|libs|tools)/', pathNot: `^apps/$1/src/|^libs/(${PURE_LIBS}|contracts)/` },
  ),
  no(
    'core-own-decisions',
    'a decision knows the words of another aggregate (its plain file), never its decisions: facts come in as arguments',
    { path: `${SERVICE}([^/]+/)`, pathNot: `${EDGE}|${TEST}` },
    { path: '^apps/[^/]+/src/.+\\.(decide|publish)\\.ts$', pathNot: '^apps/$1/src/$2' },
  ),
  no(
    'core-not-edge',
    'the core never imports the edge or storage',
    { path: SERVICE, pathNot: `${EDGE}|${TEST}` },
    { path: `^apps/.*${EDGE}` },
  ),
  no(
    'core-without-packages',
    'the core needs no Node and no package but zod and pinyin-pro, which are pure',
    { path: SERVICE, pathNot: `${EDGE}|${TEST}` },
    {
      dependencyTypes: ['core', 'npm', 'npm-dev', 'npm-optional', 'npm-peer', 'npm-no-pkg'],
      pathNot: '(^|/)node_modules/(zod/|pinyin-pro/|@houzhai/)|^libs/',
    },
  ),
  no(
    'readers-without-core',
    'queries and projections read rows; decisions are for commands, reactions, and checks that try them before anything is written',
    { path: `${SERVICE}.*\\.(queries|projection)\\.ts$`, pathNot: '-check\\.queries\\.ts$' },
    { path: '^apps/.*\\.(decide|publish|commands|reactions)\\.ts$' },
  ),
  no(
    'commands-own-folder',
    'a command or reaction uses the core of its own aggregate; of another it knows the store it loads facts from, nothing else',
    { path: `${SERVICE}([^/]+/).*\\.(commands|reactions)\\.ts$` },
    { path: '^apps/[^/]+/src/.+\\.(decide|publish|row|commands|reactions)\\.ts$', pathNot: '^apps/$1/src/$2' },
  ),
  no(
    'commands-through-store',
    'commands and reactions reach rows through the store',
    { path: `${SERVICE}.*\\.(commands|reactions)\\.ts$` },
    { path: '\\.row\\.ts$' },
  ),
  no(
    'storage-below-edge',
    'rows and stores know no edge',
    { path: `${SERVICE}.*\\.(row|store)\\.ts$` },
    { path: '^apps/.*\\.(commands|queries|reactions|projection|partner|delivery|module)\\.ts$' },
  ),
  no(
    'nest-at-the-edge',
    'Nest is known to modules, edges and the libraries that start services',
    {
      path: '^(apps|libs)/',
      pathNot: `^libs/(messaging|service|testing)/|\\.(module|commands|queries|reactions|projection|partner|delivery)\\.ts$|/main\\.ts$|${TEST}`,
    },
    { path: NEST },
  ),
  no(
    'database-in-storage',
    'SQL and rows are known to storage, read models and libs/persistence',
    {
      path: '^(apps|libs)/',
      pathNot: `^libs/(persistence|service|testing)/|\\.(row|store|queries|projection)\\.ts$|/main\\.ts$|\\.module\\.ts$|/migrations/|${TEST}`,
    },
    { path: DATABASE, dependencyTypesNot: ['type-only'] },
  ),
  no(
    'seeds-pure',
    'seeds are data and pure generators',
    { path: '^seeds/' },
    { path: `^(apps/|tools/|libs/(?!(${PURE_LIBS}|contracts)/))` },
  ),
  no(
    'seeds-from-tools',
    'seeds are loaded by tools and tests, never built into a service or a library',
    { path: '^(apps|libs)/', pathNot: TEST },
    { path: '^seeds/.*\\.ts$' },
  ),
  no('no-circular', 'a circle is one file in two', {}, { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } }),
  no('not-unresolvable', 'what cannot be found cannot run', {}, { couldNotResolve: true }),
  no(
    'declared',
    'a package that is used is declared by who uses it',
    { path: '^(apps|libs|tools|seeds)/' },
    { dependencyTypes: ['npm-no-pkg', 'npm-unknown'] },
  ),
];

export default {
  forbidden,
  options: {
    doNotFollow: { path: '(^|/)node_modules/' },
    exclude: { path: '(^|/)(dist|generated|\\.nx)/' },
    tsPreCompilationDeps: true,
    combinedDependencies: true,
    tsConfig: { fileName: 'tsconfig.base.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default', 'types'],
      extensions: ['.ts', '.tsx', '.mjs', '.js'],
    },
  },
};
