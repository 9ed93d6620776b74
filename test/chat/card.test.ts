import { expect, it } from "vitest";
import { cardOf } from "../../src/chat/card.ts";
import type { Phase } from "../../src/cockpit/state.ts";
import { commands } from "../../src/commands/table.ts";
import { makeCockpit, phaseOf } from "../fakes/cockpit.ts";

it.each<Phase>([{ name: "frozen", held: false }, phaseOf("idle")])(
  "asks before what the table asks about, and names no other command: $name",
  (phase) => {
    for (const { command, ask } of cardOf(makeCockpit({ phase, withheld: 1 }), []).actions) {
      const found = commands.find(({ name }) => name === command);
      expect(found).toBeDefined();
      expect(ask !== undefined).toBe(found?.confirm !== undefined);
    }
  },
);
