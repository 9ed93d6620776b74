import { compareNumbers, type MessageIds, messageRefs } from "../chat/ids.ts";

/** Seconds and a fraction, which is the message's place among those of its second. */
export const slackIds: MessageIds = {
  // A command's trigger looks like a message, but for its letters.
  ...messageRefs("slack", (ts) => /^[\d.]+$/.test(ts)),
  isAfter: (one, other) => compareNumbers(one, other) > 0,
  /** Slack leaves out the message that is named as the oldest. */
  before(ts) {
    const [seconds = "0", fraction = "0"] = ts.split(".");
    return `${Number(seconds) - 1}.${fraction}`;
  },
  timeOf: (ts) => Number(ts) * 1000,
};
