/** A terminal's screen, as text with its escape sequences for colours, as a PNG. */
export type Picture = (view: string) => Promise<Buffer>;
