import { createRequire } from 'node:module';
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Paper } from './paper.ts';

/** The compiler and the fonts are not there: a program that was copied without its packages. */
export class CannotTypeset extends Error {
  override readonly name = 'CannotTypeset';
}

/** What stands on it comes in as data, so no text can be taken for markup. */
const TEMPLATE = `
#let d = json(bytes(sys.inputs.paper))
#let (year, month, day, hour, minute) = d.date
#set document(title: d.title + " " + d.no, date: datetime(year: year, month: month, day: day, hour: hour, minute: minute, second: 0))
#let card = d.at("card", default: false)
#set page(paper: if card { "a6" } else { "a4" }, flipped: d.at("landscape", default: false), margin: if card { (x: 8mm, top: 8mm, bottom: 10mm) } else { (x: 16mm, top: 15mm, bottom: 16mm) },
  footer: context text(size: 7.5pt, fill: luma(35%))[#d.foot #h(1fr) #d.no #h(1em) #counter(page).display("1/1", both: true)])
#set text(font: "Noto Sans SC", size: 9.5pt, lang: d.lang, fallback: false)
#grid(columns: (1fr, auto), align: (left + bottom, right + bottom), text(size: 17pt, weight: "bold", d.title), text(size: if card { 9pt } else { 12pt }, d.no))
#v(-2mm)
#line(length: 100%, stroke: 0.8pt)
#if d.facts.len() > 0 [
  #grid(columns: if card { (auto, 1fr) } else { (auto, 1fr, auto, 1fr) }, column-gutter: 3mm, row-gutter: 2.6mm,
    ..d.facts.map(((label, value)) => (text(fill: luma(35%), label), value)).flatten())
  #v(1mm)
]
#let high = d.table.at("toWriteIn", default: false)
#table(columns: d.table.columns.map(c => c.share * 1fr), stroke: 0.4pt + luma(45%), inset: (x: 1.6mm, y: if high { 2.6mm } else { 1.2mm }), align: left + horizon,
  table.header(..d.table.columns.map(c => text(weight: "bold", size: 8.5pt, c.title))),
  ..d.table.rows.flatten().map(cell => text(size: if card { 11pt } else { 8.5pt }, cell)))
#for words in d.says [#par(words)]
#if d.signatures.len() > 0 [
  #v(3mm)
  #block(breakable: false, grid(columns: d.signatures.map(_ => 1fr), column-gutter: 6mm,
    ..d.signatures.map(s => [#text(fill: luma(35%), s.label) #v(9mm) #line(length: 100%, stroke: 0.5pt) #v(-3mm) #text(size: 8.5pt, s.value)])))
]
#v(2mm)
#block(breakable: false, text(size: if card { 7pt } else { 8pt }, fill: luma(25%), d.notice))
`;

/**
 * Sets a paper as a PDF of A4 pages, a card as one of A6, archivable (PDF/A-2b); the same paper gives the same bytes.
 * @throws CannotTypeset where compiler or fonts are not installed
 */
export async function typeset(paper: Paper): Promise<Uint8Array> {
  const { NodeCompiler } = await loaded(() => import('@myriaddreamin/typst-ts-node-compiler'));
  const fonts = await loaded(() => Promise.resolve(fontFiles()));
  const compiler = NodeCompiler.create({ fontArgs: [{ fontBlobs: fonts }] });
  const { year, month, day, hour, minute } = Temporal.Instant.from(paper.at).toZonedDateTimeISO('Asia/Shanghai');
  const inputs = { paper: JSON.stringify({ ...paper, date: [year, month, day, hour, minute] }) };
  return compiler.pdf({ mainFileContent: TEMPLATE, inputs }, { pdfStandard: 'a-2b' });
}

function fontFiles(): Buffer[] {
  const folder = dirname(createRequire(import.meta.url).resolve('@expo-google-fonts/noto-sans-sc/package.json'));
  return ['400Regular', '700Bold'].map((weight) => readFileSync(join(folder, weight, `NotoSansSC_${weight}.ttf`)));
}

async function loaded<T>(load: () => Promise<T>): Promise<T> {
  try {
    return await load();
  } catch (error) {
    throw new CannotTypeset('The PDF compiler or its fonts are not installed', { cause: error });
  }
}
