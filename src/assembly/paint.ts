import type { Paint } from "../ports/ports.ts";

/** The drawing is loaded with the first picture: most runs need none. */
export const paint: Paint = async (view) => {
  const { paintScreen } = await import("../../adapters/picture/picture.ts");
  return paintScreen(view);
};
