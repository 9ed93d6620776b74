import type { Paint } from "../../src/ports/ports.ts";

/** A picture that can be read: nothing is drawn. */
export const fakePaint: Paint = async (view) => Buffer.from(`picture of ${view}`);
