import type { ChatAdapter, Message } from "../../src/ports.ts";

export interface MemoryChat extends ChatAdapter {
  /** What a project's thread shows, oldest first. */
  read(project: string): readonly Message[];
}

/** A chat in memory. */
export function createMemoryChat(name = "memory"): MemoryChat {
  const threads = new Map<string, Map<string, Message>>();

  return {
    name,
    async openThread(project) {
      return `${name}:${project}`;
    },
    async post(thread, key, message) {
      const posts = threads.get(thread) ?? new Map<string, Message>();
      threads.set(thread, posts);
      if (!posts.has(key)) posts.set(key, structuredClone(message));
    },
    async closeThread(thread) {
      threads.delete(thread);
    },
    read: (project) => [...(threads.get(`${name}:${project}`)?.values() ?? [])],
  };
}
