import type { Key } from '../terminal/keys.ts';
import type { Line } from '../paint/styled.ts';
import type { Model, Step } from '../app/model.ts';

/** Something above the screen that takes all keys until it is closed. */
export interface Overlay {
  readonly kind: 'menu' | 'palette' | 'help' | 'log' | 'confirm' | 'search' | 'inform';
  /** A key; undefined when it means nothing here. */
  readonly onKey: (key: Key, model: Model) => Step | undefined;
  readonly view: (model: Model, width: number, height: number) => OverlayFrame;
}
/** Lines of an overlay (already framed), and where its cursor is among them. */
export interface OverlayFrame {
  readonly lines: readonly Line[];
  readonly cursor?: { readonly x: number; readonly y: number };
}

/** Puts an overlay on top. */
export const openOverlay = (model: Model, overlay: Overlay): Model => ({ ...model, overlays: [...model.overlays, overlay] });
/** Takes the topmost overlay away. */
export const closeOverlay = (model: Model): Model => ({ ...model, overlays: model.overlays.slice(0, -1) });
/** Puts another in the place of the topmost one. */
export const replaceOverlay = (model: Model, overlay: Overlay): Model => ({
  ...model,
  overlays: [...model.overlays.slice(0, -1), overlay],
});
/** Lets the topmost overlay of a kind change when an answer for it comes; one that is gone stays gone. */
export const updateOverlay = (model: Model, kind: Overlay['kind'], change: (overlay: Overlay) => Overlay): Model => {
  const top = model.overlays.at(-1);
  return top?.kind === kind ? replaceOverlay(model, change(top)) : model;
};
