/** What a project's image is to be, whoever has said so. */
export interface Described {
  /** Null: what the usual image is made from. */
  readonly from: Source | null;
  readonly environment: readonly Variable[];
  /** What a new container runs before the agent, as the project's user. */
  readonly first: readonly FirstCommand[];
  readonly volumes: readonly VolumeMount[];
  readonly features: readonly Feature[];
  /** What was asked for, and is not done; sentences. */
  readonly lacks: readonly string[];
}

/** Paths are from the project's directory on. */
export type Source =
  | { readonly kind: "image"; readonly name: string }
  | {
      readonly kind: "build";
      readonly path: string;
      readonly context: string;
      readonly args: Readonly<Record<string, string>>;
      readonly target?: string;
    };

export interface Variable {
  readonly name: string;
  /** For the container's shell, in its quotes; null: not set. */
  readonly word: string | null;
}

export interface FirstCommand {
  readonly name: string;
  readonly argv: readonly string[];
}

/** A directory of the project's own that is kept beside its home. */
export interface VolumeMount {
  readonly name: string;
  readonly target: string;
}

/** A directory of the project's with an `install.sh`. */
export interface Feature {
  readonly path: string;
  readonly options: Readonly<Record<string, string>>;
}

export const nothingElse = { environment: [], first: [], volumes: [], features: [], lacks: [] } as const;
