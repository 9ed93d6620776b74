/**
 * What there is to know of an agent before it runs anywhere: plain data, told by its adapter. The engine makes its
 * containers of it, and settings and commands offer what stands in it; none of them needs to know which agent it is.
 */
export interface AgentProfile {
  /** As people call it. */
  readonly name: string;
  readonly image: AgentImage;
  readonly modes: {
    /** Its permission modes (how much it may do without asking), the usual one first. */
    readonly all: readonly [string, ...string[]];
    /** Those that people may change to where they do not see its screen. */
    readonly offered: readonly string[];
  };
  /** Its own commands that open no dialog, so that they can be sent where nobody sees its screen. */
  readonly commands: readonly string[];
}

/** What an agent's containers are made of. */
export interface AgentImage {
  /**
   * The folder of its recipe, from the program's own: a Dockerfile and all that this copies. The engine gives it the
   * arguments BASE and NODE_VERSION, the certificates of the machine and the packages that packages.json pins there.
   */
  readonly recipe: string;
  /** Keys of packages.json: what it needs beside Node.js and npm, which the settings choose. */
  readonly packages: readonly string[];
  /** Its own directory in a container: what it keeps there, conversations included, outlives the container. */
  readonly home: string;
  /** What else its recipe relies on in a container: nothing may be mounted there, or below. */
  readonly reserved: readonly string[];
  /** Seconds in which it ends in order, once it is told to; after them it is killed. */
  readonly stopSeconds: number;
}
