import { screenOf, withScreen, type Model, type Screen } from './model.ts';
import { withReceipt } from './receipt.ts';

/** A screen that is made from a state and made anew when the state changes. */
export interface Stateful<S extends { readonly uid: number }> extends Screen {
  readonly state: S;
}

/** How a screen changes its own state, wherever in the stack it stands; once it is gone nothing changes. */
export interface Keeper<S extends { readonly uid: number }> {
  readonly now: (model: Model) => S | undefined;
  readonly set: (model: Model, change: Partial<S>) => Model;
  readonly without: (model: Model, key: keyof S) => Model;
  /** What the screen has of its keeper: its state, which follows the receipts of this operator's own commands. */
  readonly kept: (state: S) => Pick<Stateful<S>, 'state' | 'uid'> & Required<Pick<Screen, 'onReceipt'>>;
}

/** The keeper of the screen with an id. */
export function keeper<S extends { readonly uid: number }>(uid: number, make: (state: S) => Stateful<S>): Keeper<S> {
  const change = (model: Model, next: (state: S) => S): Model => withScreen<Stateful<S>>(model, uid, (screen) => make(next(screen.state)));
  return {
    now: (model) => screenOf<Stateful<S>>(model, uid)?.state,
    set: (model, part) => change(model, (state) => ({ ...state, ...part })),
    without: (model, key) =>
      change(model, (state) => {
        const { [key]: _, ...rest } = state;
        return rest as unknown as S;
      }),
    kept: (state) => ({ state, uid, onReceipt: (receipt, model) => change(model, (held) => withReceipt(held, receipt)) }),
  };
}
