/**
 * Signatures: what Puppet code declares, and whether a value fits it.
 *
 * Takes  a folder of Puppet code, a git repository of it, or a file that it wrote; a value and a type.
 * Gives  classes, defines and type aliases with their parameters; mismatches with the way to them.
 * Never  runs code that it reads, follows a link out of a folder, or reports a type that it does not know.
 */

/** A parameter of a class or define, as its manifest declares it. */
export interface Parameter {
  readonly name: string;
  /** The type's source text with its white space folded; absent: `Any`. */
  readonly type?: string | undefined;
  /** The default's source text, cut to 200 characters; absent: the parameter is required. */
  readonly default?: string | undefined;
  /** What puppet-strings shows for it. */
  readonly doc?: string | undefined;
}

/** A class or define. */
export interface Signature {
  /** Without leading colons, in lower case. */
  readonly name: string;
  readonly inherits?: string | undefined;
  /** Path inside the code tree, and line from 1. */
  readonly file: string;
  readonly line: number;
  readonly parameters: ReadonlyMap<string, Parameter>;
  /**
   * Classes that its body brings in whatever the case, by name: `include`, `require`, `contain`, and
   * `class { 'x': }` without attributes; without leading colons, in lower case.
   */
  readonly includes?: readonly string[];
  /** Keys that defaults look up, and perhaps more: told without reading the parameters; absent: not known. */
  readonly defaultKeys?: Iterable<string>;
}

/** A `type Name = …`. */
export interface TypeAlias {
  /** As written. */
  readonly name: string;
  readonly type: string;
  readonly file: string;
  readonly line: number;
}

/** What a tree of Puppet code declares. */
export interface Signatures {
  /** What findings call it: `operations-puppet d359088 (2024-10-24)`, `kaskctl's own catalogue`. */
  readonly origin: string;
  /** Whether all code that a host may use is in it, so that a key unknown to it is a mistake. */
  readonly isComplete: boolean;
  readonly classes: ReadonlyMap<string, Signature>;
  readonly defines: ReadonlyMap<string, Signature>;
  /** By name in lower case. */
  readonly aliases: ReadonlyMap<string, TypeAlias>;
  /**
   * Keys that code looks up by name: `lookup('key')`, `hiera('key')`, `%{lookup('key')}` in templates;
   * `a::*` for all that begin with `a::`, where the code fills in the rest.
   */
  readonly lookups: ReadonlySet<string>;
  /** Changes with any of the above. */
  readonly digest: string;
  /** Files and folders of code that could not be read, or not to the end; absent: none. */
  readonly unread?: readonly string[];
}
