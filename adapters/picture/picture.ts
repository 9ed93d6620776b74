import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { renderAsync } from "@resvg/resvg-js";
import headless from "@xterm/headless";
import { plain } from "../../src/support/printable.ts";

/** Pixels of a character's place; the font is as wide as 0.602 of its size. */
const SIZE = 16;
const WIDTH = 0.602 * SIZE;
const HEIGHT = 20;
const MARGIN = 10;
/** A terminal may be of any size: this is what is drawn of one. */
const MOST = { columns: 300, rows: 120 } as const;

/** Milliseconds that a drawing may take; a usual one takes a quarter of a second. */
const DRAWING = 20_000;
/** Characters of a screen, and of one place on it (a letter and its marks): more than any screen of Claude's has. */
const CHARACTERS = 60_000;
const PLACE = 8;

const FOREGROUND = "#d4d4d4";
const BACKGROUND = "#1e1e1e";
/** As xterm has them. */
const ANSI = [
  ..."#2e3436 #e06c75 #98c379 #e5c07b #61afef #c678dd #56b6c2 #d4d4d4".split(" "),
  ..."#7f848e #ff7b86 #b5e890 #ffd68a #83c7ff #e29bf5 #7fe3ef #ffffff".split(" "),
] as const;
/** Of each part of a colour in the cube of 216. */
const LEVELS = [0, 95, 135, 175, 215, 255] as const;

const fonts = join(dirname(createRequire(import.meta.url).resolve("dejavu-fonts-ttf/package.json")), "ttf");

/** Draws a terminal's screen, as tmux captures it with its colours, as a PNG. */
export async function drawScreen(view: string): Promise<Buffer> {
  const lines = view.slice(0, CHARACTERS).split("\n").slice(0, MOST.rows);
  const terminal = await show(lines);
  const { cols, rows } = terminal;
  const drawn = Array.from({ length: rows }, (_, row) => rowOf(terminal, row)).join("");
  terminal.dispose();
  const width = Math.ceil(cols * WIDTH + 2 * MARGIN);
  const height = rows * HEIGHT + 2 * MARGIN;
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}"><rect width="100%" height="100%" fill="${BACKGROUND}"/><g font-family="DejaVu Sans Mono" font-size="${SIZE}" xml:space="preserve">${drawn}</g></svg>`;
  const files = ["DejaVuSansMono.ttf", "DejaVuSansMono-Bold.ttf"].map((name) => join(fonts, name));
  // What the font lacks (Chinese, emoji) is taken from the machine's own, where it has some.
  const font = { fontFiles: files, loadSystemFonts: true, defaultFontFamily: "DejaVu Sans Mono" };
  // In another thread, and not for ever: what a container shows may be made to be hard to draw.
  const image = await renderAsync(svg, { font }, AbortSignal.timeout(DRAWING));
  return image.asPng();
}

function show(lines: readonly string[]): Promise<headless.Terminal> {
  const cols = Math.min(MOST.columns, Math.max(40, ...lines.map((line) => [...plain(line)].length)));
  const terminal = new headless.Terminal({
    cols,
    rows: Math.max(1, lines.length),
    allowProposedApi: true,
    scrollback: 0,
  });
  return new Promise((resolve) => terminal.write(lines.join("\r\n"), () => resolve(terminal)));
}

interface Style {
  readonly color: string;
  readonly ground: string;
  readonly isBold: boolean;
  readonly isFaint: boolean;
}

/** Runs of one style, each as one text: no glyph is stretched, and each stands at its place. */
function rowOf({ buffer, cols }: headless.Terminal, row: number): string {
  const line = buffer.active.getLine(row);
  const parts: string[] = [];
  let run = { at: 0, cells: 0, text: "", style: null as Style | null };
  const flush = () => {
    if (run.style !== null) parts.push(drawn(run.at, row, run.cells, run.text, run.style));
  };
  for (let column = 0; column < cols; column += 1) {
    const cell = line?.getCell(column);
    // The second half of a wide character.
    if (cell === undefined || cell.getWidth() === 0) continue;
    const style = styleOf(cell);
    const isWide = cell.getWidth() === 2;
    if (isWide || run.style === null || !isAlike(style, run.style)) {
      flush();
      run = { at: column, cells: 0, text: "", style };
    }
    run = { ...run, cells: run.cells + cell.getWidth(), text: run.text + (cell.getChars().slice(0, PLACE) || " ") };
    if (isWide) {
      flush();
      run = { at: column + 2, cells: 0, text: "", style: null };
    }
  }
  flush();
  return parts.join("");
}

function drawn(
  column: number,
  row: number,
  cells: number,
  text: string,
  { color, ground, isBold, isFaint }: Style,
): string {
  const x = MARGIN + column * WIDTH;
  const y = MARGIN + row * HEIGHT;
  const behind =
    ground === BACKGROUND
      ? ""
      : `<rect x="${x}" y="${y}" width="${cells * WIDTH}" height="${HEIGHT}" fill="${ground}"/>`;
  if (text.trim() === "") return behind;
  const weight = `${isBold ? ' font-weight="bold"' : ""}${isFaint ? ' opacity="0.6"' : ""}`;
  return `${behind}<text x="${x}" y="${y + 15}" fill="${color}"${weight} xml:space="preserve">${escaped(text)}</text>`;
}

function styleOf(cell: headless.IBufferCell): Style {
  const front = cell.isFgDefault() ? FOREGROUND : colorOf(cell.getFgColor(), cell.isFgRGB());
  const back = cell.isBgDefault() ? BACKGROUND : colorOf(cell.getBgColor(), cell.isBgRGB());
  const [color, ground] = cell.isInverse() ? [back, front] : [front, back];
  return { color, ground, isBold: cell.isBold() !== 0, isFaint: cell.isDim() !== 0 };
}

function colorOf(value: number, isRgb: boolean): string {
  if (isRgb) return `#${value.toString(16).padStart(6, "0")}`;
  if (value < 16) return ANSI[value] ?? FOREGROUND;
  if (value >= 232) return gray(8 + 10 * (value - 232));
  const cube = value - 16;
  const parts = [Math.floor(cube / 36), Math.floor(cube / 6) % 6, cube % 6].map((part) => LEVELS[part] ?? 0);
  return `rgb(${parts.join(",")})`;
}

function gray(level: number): string {
  return `rgb(${level},${level},${level})`;
}

function isAlike(one: Style, other: Style): boolean {
  return (
    one.color === other.color &&
    one.ground === other.ground &&
    one.isBold === other.isBold &&
    one.isFaint === other.isFaint
  );
}

/** Of Claude's own signs, those that the font lacks, as what looks like them. */
const ALIKE: Readonly<Record<string, string>> = {
  "⎿": "└",
  "⏸": "‖",
  "⏵": "▶",
  "✢": "+",
  "✳": "*",
  "✶": "*",
  "✽": "*",
};

/** What no XML may hold, its font would not show either. */
function escaped(text: string): string {
  return text
    .replace(/[⎿⏸⏵✢✳✶✽]/gu, (sign) => ALIKE[sign] ?? sign)
    .replace(/[\p{Cc}\ufffe\uffff]|\p{Surrogate}/gu, " ")
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;");
}
