import type { Picture } from "../ports/ports.ts";
import { createSerialQueue } from "../support/serial.ts";

const drawings = createSerialQueue();

/** The drawing is loaded with the first picture: most runs need none. One at a time, whoever asks. */
export const picture: Picture = (view) =>
  drawings.run(async () => {
    const { drawScreen } = await import("../../adapters/picture/picture.ts");
    return drawScreen(view);
  });
