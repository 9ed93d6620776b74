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
    /** Other names of some of them. */
    readonly aliases: Readonly<Record<string, string>>;
    /** Those that a session is started in again by its own record alone. */
    readonly kept: readonly string[];
  };
  /** What of the bot's own environment reaches it. */
  readonly environment: {
    /** Names of variables. */
    readonly always: RegExp;
    /** Those that reach it only where the one that they stand under is switched on. */
    readonly switched: Readonly<Record<string, RegExp>>;
    /** Those whose value is the address of its model. */
    readonly addresses: RegExp;
  };
  /** What it signs in with. */
  readonly credentials: {
    /** Variables of which any is enough, in the order in which it looks; what is switched on goes before. */
    readonly variables: readonly string[];
    /** The file that signing in on a machine leaves, from the user's home on. */
    readonly file: string;
    /** What to do where there is nothing; it ends with the file's path. */
    readonly advice: string;
  };
  /** Its own commands that open no dialog, so that they can be sent where nobody sees its screen. */
  readonly commands: readonly string[];
}

/** What an agent's containers are made of. */
export interface AgentImage {
  /**
   * The folder of its recipe, from the program's own: a Dockerfile and all that this copies. The engine gives it the
   * arguments BASE and NODE_VERSION, and an empty TOOLS for a base of a project's own; the certificates of the machine
   * and the packages that packages.json pins there. On top of it the engine builds what a project adds, in
   * /etc/cockpit: `environment`, for the shell, and `first-run`, which a new container runs before the agent and leaves
   * its verdict in `places.firstRun`; `/usr/local/lib/cockpit/keep-home.sh` is run last.
   */
  readonly recipe: string;
  /** Keys of packages.json: what it needs beside Node.js and npm, which the settings choose. */
  readonly packages: readonly string[];
  /** Its own directory in a container: what it keeps there, conversations included, outlives the container. */
  readonly home: string;
  /** The home of whoever works in a container, it and people: what is installed there outlives the container. */
  readonly userHome: string;
  /** Names of the variables that are its recipe's alone to set. */
  readonly variables: RegExp;
  /** What else its recipe relies on in a container: nothing may be mounted there, or below. */
  readonly reserved: readonly string[];
  /** The agent itself: what is put on top of its layer must not replace it. */
  readonly program: string;
  /** Seconds in which it ends in order, once it is told to; after them it is killed. */
  readonly stopSeconds: number;
}
