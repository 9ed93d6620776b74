import { userInfo } from "node:os";

/** Who runs this. A user may have no name, in a container or under `setpriv`: then the number has to do. */
export function userName(look: () => { readonly username: string } = userInfo, uid = process.getuid?.()): string {
  try {
    return look().username;
  } catch {
    return uid === undefined ? "somebody" : `uid ${uid}`;
  }
}
