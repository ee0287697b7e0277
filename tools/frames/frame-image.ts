import { join } from 'node:path';
import { createRequire } from 'node:module';
import { createCanvas, GlobalFonts } from '@napi-rs/canvas';
import type { ScreenCell } from '@houzhai/testing/terminal';

const require = createRequire(import.meta.url);
const FAMILY = 'frame';
const SIZE = 16;
const CELL = { width: 9, height: 20 };
const COLOURS = ['#45475a', '#f38ba8', '#a6e3a1', '#f9e2af', '#89b4fa', '#f5c2e7', '#94e2d5', '#bac2de'];
const INK = '#d9dce5';
const PAPER = '#1e1e2e';

/** Loads the font that every picture uses, from the package. */
function loadFont(): void {
  if (GlobalFonts.has(FAMILY)) return;
  const folder = join(require.resolve('@expo-google-fonts/noto-sans-sc/package.json'), '..');
  for (const [weight, file] of [
    ['400Regular', 'NotoSansSC_400Regular.ttf'],
    ['700Bold', 'NotoSansSC_700Bold.ttf'],
  ] as const)
    GlobalFonts.registerFromPath(join(folder, weight, file), FAMILY);
}

/** A terminal frame as a PNG. Lines of boxes are drawn, letters stand each in its own cell. */
export function frameImage(cells: readonly (readonly ScreenCell[])[]): Buffer {
  loadFont();
  const columns = cells[0]?.length ?? 0;
  const canvas = createCanvas(columns * CELL.width + 16, cells.length * CELL.height + 16);
  const context = canvas.getContext('2d');
  context.fillStyle = PAPER;
  context.fillRect(0, 0, canvas.width, canvas.height);
  context.textBaseline = 'middle';
  cells.forEach((row, y) => {
    row.forEach((cell, x) => {
      if (cell.width === 0) return;
      const left = 8 + x * CELL.width;
      const top = 8 + y * CELL.height;
      const ink = cell.colour === undefined ? INK : (COLOURS[cell.colour % 8] ?? INK);
      context.globalAlpha = cell.dim ? 0.6 : 1;
      if (cell.inverse) {
        context.fillStyle = ink;
        context.fillRect(left, top, CELL.width * cell.width, CELL.height);
      }
      if (cell.text === '') return;
      context.fillStyle = cell.inverse ? PAPER : ink;
      if (drawBox(context, cell.text, left, top)) return;
      context.font = `${cell.bold ? 'bold ' : ''}${String(SIZE)}px ${FAMILY}`;
      const wide = cell.width * CELL.width;
      const measured = context.measureText(cell.text).width;
      context.fillText(cell.text, left + Math.max(0, (wide - measured) / 2), top + CELL.height / 2, wide);
    });
  });
  return canvas.toBuffer('image/png');
}

type Context = ReturnType<ReturnType<typeof createCanvas>['getContext']>;

/** Arms of a box character: left, right, up, down. */
const ARMS: Readonly<Record<string, string>> = { '─': 'lr', '│': 'ud', '┌': 'rd', '┐': 'ld', '└': 'ru', '┘': 'lu', '═': 'lr', '║': 'ud', '╔': 'rd', '╗': 'ld', '╚': 'ru', '╝': 'lu' };

function drawBox(context: Context, text: string, left: number, top: number): boolean {
  const arms = ARMS[text];
  if (arms === undefined) return false;
  const thick = '═║╔╗╚╝'.includes(text) ? 3 : 1.5;
  const middle = { x: left + CELL.width / 2, y: top + CELL.height / 2 };
  if (arms.includes('l')) context.fillRect(left, middle.y - thick / 2, CELL.width / 2 + thick / 2, thick);
  if (arms.includes('r')) context.fillRect(middle.x - thick / 2, middle.y - thick / 2, CELL.width / 2 + thick / 2, thick);
  if (arms.includes('u')) context.fillRect(middle.x - thick / 2, top, thick, CELL.height / 2 + thick / 2);
  if (arms.includes('d')) context.fillRect(middle.x - thick / 2, middle.y - thick / 2, thick, CELL.height / 2 + thick / 2);
  return true;
}
