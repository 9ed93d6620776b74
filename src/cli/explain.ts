import { inputOf } from "../commands/parse.ts";
import { BridgeError } from "../errors.ts";
import type { LocalCommand } from "./cli.ts";

/** Says of one message whether a cockpit would wait for a person after it, and which words decided. */
export function createExplain(read: () => Promise<string>): LocalCommand {
  return {
    name: "question",
    summary: "Tell whether a message from standard input waits for a person",
    arguments: [],
    options: [{ name: "explain", help: "tell which sentence asks, and why" }],
    who: "reader",
    async run(call) {
      const message = await read();
      if (message.trim() === "") {
        throw new BridgeError(
          "bad-input",
          "There is no message. Give it on standard input: question --explain < message.txt",
        );
      }
      // Loaded here: it brings its lexer, and no other command line needs either.
      const { judge } = await import("../cockpit/question/question.ts");
      const { awaiting, sentence, kind, why } = judge(message);
      const verdict = awaiting ? "It waits for a person." : "It waits for nobody.";
      const reasons = [...(sentence === "" ? [] : [`Sentence: ${sentence}`]), `Kind: ${kind}`, `Why: ${why}`];
      return {
        text: [verdict, ...(inputOf(call).flag("explain") ? reasons : [])].join("\n"),
        data: { awaiting, sentence, kind, why },
      };
    },
  };
}
