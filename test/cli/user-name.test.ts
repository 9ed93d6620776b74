import { expect, it } from "vitest";
import { userName } from "../../src/cli/user-name.ts";

it.each([
  ["who has one", () => ({ username: "ann" }), 1500, "ann"],
  [
    "who has no entry",
    () => {
      throw new Error("uv_os_get_passwd returned ENOENT");
    },
    1500,
    "uid 1500",
  ],
])("names the user %s", (_, look, uid, name) => {
  expect(userName(look, uid)).toBe(name);
});
