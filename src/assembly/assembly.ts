/** All that the daemon is put together from; loading it takes a while. */
export { bridgeOn, createTrustedRoot, watchDisk } from "./bridge.ts";
export { createChats, createConnections } from "./chats.ts";
export { contextOf } from "./context.ts";
export { openGround } from "./ground.ts";
export { schedulesOn } from "./schedules.ts";
export { peopleOn, shownIn } from "./threads.ts";
