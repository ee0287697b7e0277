// Rules of this repository that no plugin has: which files may exist, and what a pure file may not touch.

/** Suffixes of files that do I/O, and what belongs into each. */
export const EDGE_SUFFIXES = ['commands', 'queries', 'reactions', 'projection', 'row', 'store', 'partner', 'delivery', 'module'];
/** Suffixes of pure files; a pure file may also have none. */
export const PURE_SUFFIXES = ['decide', 'publish'];

const SERVICE_SOURCE = /(?:^|\/)apps\/(?!console\/|e2e\/)[^/]+\/src\/(.+)$/;
const TEST = /\.(?:int\.|e2e\.)?test\.tsx?$/;
const NAMELESS = /^(?:utils?|helpers?|commons?|shared|misc|core)$/i;

const posix = (path) => path.replaceAll('\\', '/');

/** @returns {'edge' | 'pure' | 'test' | 'unknown' | undefined} undefined outside a service's sources */
export const kindOfFile = (filename) => {
  const inside = SERVICE_SOURCE.exec(posix(filename))?.[1];
  if (inside === undefined) return undefined;
  if (TEST.test(inside)) return 'test';
  if (inside === 'main.ts' || inside === 'config.ts' || /(?:^|\/)migrations\//.test(inside)) return 'edge';
  const name = inside.slice(inside.lastIndexOf('/') + 1).replace(/\.tsx?$/, '');
  if (!name.includes('.')) return 'pure';
  const suffix = name.slice(name.lastIndexOf('.') + 1);
  if (EDGE_SUFFIXES.includes(suffix)) return 'edge';
  return PURE_SUFFIXES.includes(suffix) ? 'pure' : 'unknown';
};

const fileKind = {
  meta: {
    type: 'problem',
    schema: [],
    messages: {
      unknown:
        'No such kind of file in a service. Pure: name.ts, *.decide.ts, *.publish.ts. Edge: *.commands|queries|reactions|projection|partner|delivery|module.ts. Storage: *.row.ts, *.store.ts.',
    },
  },
  create: (context) => ({
    Program(node) {
      if (kindOfFile(context.filename) === 'unknown') context.report({ node, messageId: 'unknown' });
    },
  }),
};

const fileName = {
  meta: {
    type: 'problem',
    schema: [],
    messages: { nameless: '"{{name}}" names no concept: put the code into the file of the concept it belongs to, or of its one user.' },
  },
  create: (context) => ({
    Program(node) {
      const path = posix(context.filename);
      const inside = /(?:^|\/)((?:apps|libs|tools|seeds)\/.+)$/.exec(path)?.[1] ?? path.slice(path.lastIndexOf('/') + 1);
      const name = inside
        .split('/')
        .slice(1)
        .map((part) => part.split('.')[0] ?? '')
        .find((part) => NAMELESS.test(part));
      if (name !== undefined) context.report({ node, messageId: 'nameless', data: { name } });
    },
  }),
};

const fileLength = {
  meta: {
    type: 'suggestion',
    schema: [{ type: 'integer' }],
    messages: { long: '{{lines}} lines; over {{max}} a file is a question: what are its two concepts?' },
  },
  create: (context) => ({
    Program(node) {
      const [max] = context.options;
      const lines = context.sourceCode.lines.length - 1;
      if (lines > max) context.report({ node, loc: { line: max + 1, column: 0 }, messageId: 'long', data: { lines, max } });
    },
  }),
};

export default { meta: { name: 'houzhai' }, rules: { 'file-kind': fileKind, 'file-name': fileName, 'file-length': fileLength } };
