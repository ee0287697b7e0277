import { chain, say, t, type Model, type Screen, type Step } from './model.ts';

/** What an address is made of: `errands due=overdue @a07` → name, words, area. */
export interface Address {
  readonly name: string;
  readonly values: Readonly<Record<string, string>>;
  readonly area?: string;
  /** Whatever is neither `key=value` nor `@area`. */
  readonly text: string;
}

/** Takes an address apart. */
export function parseAddress(address: string): Address {
  const [name = '', ...rest] = address.trim().replace(/^:/, '').split(/\s+/u);
  const values: Record<string, string> = {};
  const text: string[] = [];
  let area: string | undefined;
  for (const word of rest) {
    const pair = /^([a-zA-Z]+)=(.*)$/su.exec(word);
    if (pair) values[pair[1] ?? ''] = pair[2] ?? '';
    else if (word.startsWith('@')) area = word.slice(1);
    else if (word !== '') text.push(word);
  }
  return { name, values, ...(area === undefined ? {} : { area }), text: text.join(' ') };
}

/** Puts an address together. */
export function formatAddress({ name, values, area, text }: Address): string {
  const pairs = Object.entries(values).filter(([, value]) => value !== '');
  return [name, ...pairs.map(([key, value]) => `${key}=${value}`), ...(area === undefined ? [] : [`@${area}`]), text]
    .filter((word) => word !== '')
    .join(' ');
}

/** Every place of the console by the name its address begins with. */
export type Places = (address: string, uid: number, model: Model) => Screen | undefined;

/** Places at the bottom that are kept for when there is no connection to read them anew. */
const KEPT = 12;
const keptOf = ({ roots, stack: [bottom] }: Model): readonly Screen[] =>
  bottom ? [bottom, ...roots.filter(({ address }) => address !== bottom.address)].slice(0, KEPT) : roots;

/** Makes navigation for a set of places; `whyNot` says why somebody may not open one. */
export function navigation(places: Places, whyNot: (model: Model, address: string) => string | undefined) {
  const enter = (model: Model, address: string, stack: readonly Screen[], record: boolean): Step => {
    const why = whyNot(model, address);
    if (why !== undefined) return [say({ ...model, overlays: [] }, why, 'watch'), []];
    const known = model.link === 'offline' ? model.roots.find((root) => root.address === address) : undefined;
    const screen = known ?? places(address, model.nextUid, model);
    if (!screen) return [model, []];
    const kept = model.visited.slice(0, model.visitedAt + 1);
    const again = kept.at(-1) === screen.address;
    const visited = record && !again ? [...kept, screen.address].slice(-100) : model.visited;
    const next = {
      ...model,
      nextUid: model.nextUid + 1,
      stack: [...stack, screen],
      overlays: [],
      visited,
      ...(record ? { visitedAt: visited.length - 1 } : {}),
    };
    const away =
      model.link === 'offline' && !known ? t(model, '离线：连上后自动读取', 'Offline: it is read once the connection is back') : undefined;
    return screen.load(away === undefined ? next : say(next, away, 'watch'));
  };
  return {
    /** Opens a place above the current one. */
    go: (model: Model, address: string): Step => enter(model, address, model.stack, true),
    /** Opens a place at the bottom: the root digits. Without a connection, as it was last seen. */
    root: (model: Model, address: string): Step => enter({ ...model, roots: keptOf(model) }, address, [], true),
    /** Goes through the places that were visited. */
    history: (model: Model, step: number): Step => {
      const at = model.visitedAt + step;
      const address = step === 0 ? undefined : model.visited[at];
      return address === undefined ? [model, []] : enter({ ...model, visitedAt: at }, address, model.stack.slice(0, -1), false);
    },
    /** Leaves the current place, if it is not the last. */
    leave: (model: Model): Step => {
      if (model.stack.length <= 1) return [model, []];
      const stack = model.stack.slice(0, -1);
      const below = stack.at(-1);
      const visited = below && model.visited.at(-1) !== below.address ? [...model.visited, below.address] : model.visited;
      return [{ ...model, stack, visited, visitedAt: visited.length - 1 }, []];
    },
  };
}
export type Navigation = ReturnType<typeof navigation>;

/** Asks for everything of every screen anew. */
export function reloadAll(model: Model): Step {
  return chain([model, []], ...model.stack.map((screen) => (at: Model) => screen.load(at)));
}
