import type { Picture } from "../../src/ports/ports.ts";

/** A picture that can be read: nothing is drawn. */
export const fakePicture: Picture = async (view) => Buffer.from(`picture of ${view}`);
